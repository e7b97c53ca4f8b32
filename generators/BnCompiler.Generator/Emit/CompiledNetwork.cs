using System.Collections.Immutable;
using BnCompiler.Generator.Analysis;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Passes;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>Everything that the emitters print: a declaration with what every stage made of it.</summary>
internal sealed class CompiledNetwork(
    NetworkDeclaration declaration, Graph declared, PipelineResult training, PipelineResult inference)
{
    private ImmutableArray<KernelSet> kernels;

    public NetworkDeclaration Declaration { get; } = declaration;

    /// <summary>The graph as declared, before any pass.</summary>
    public Graph Declared { get; } = declared;

    public PipelineResult Training { get; } = training;

    public PipelineResult Inference { get; } = inference;

    /// <summary>What can still move without changing the output.</summary>
    public FreeDirections Freedom { get; } = FreeDirections.Of(declared);

    public ParameterTable Parameters { get; } = new(training.Graph);

    public InferenceSchedule InferenceSchedule { get; } = InferenceSchedule.Create(inference.Graph);

    public TrainingSchedule TrainingSchedule { get; } = TrainingSchedule.Create(training.Graph);

    /// <summary>The kernels of the inference program, and those of the training program.</summary>
    public ImmutableArray<KernelSet> Kernels => kernels.IsDefault ? kernels = FindKernels() : kernels;

    /// <summary>Whether the text has to be sparing: its kernels are in the library.</summary>
    public bool IsLarge => Kernels[0] is SharedKernels;

    /// <summary>What the kernel library has to hold for this network.</summary>
    public IEnumerable<KernelSource> KernelSources =>
        Kernels.OfType<SharedKernels>().SelectMany(shared => shared.Sources(Declaration.Assembly));

    public Names Names { get; } = new(declared.Nodes.Select(node => node.Name).Concat(declared.OutputNames).Distinct());

    public string Name => Declaration.Name;

    public ImmutableArray<SamplePart> Inputs { get; } = SamplePart.Inputs(declared);

    public ImmutableArray<SamplePart> Outputs { get; } = SamplePart.Outputs(declared);

    /// <summary>Whether a sample has several parts, which callers may want to pass by name.</summary>
    public bool HasParts => Inputs.Length > 1 || Outputs.Length > 1;

    private ImmutableArray<KernelSet> FindKernels() => KernelSet.For(
        [
            [.. InferenceSchedule.Sections.SelectMany(section => section.Steps)],
            [.. TrainingSchedule.Forward.Concat(TrainingSchedule.Backward).SelectMany(phase => phase.Steps)],
        ],
        Names);
}
