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

    public Names Names { get; } = new(declared.Nodes.Select(node => node.Name));

    public string Name => Declaration.Name;

    public Node Input => Declared.Inputs.Single();

    public Node Output => Declared[Declared.Outputs.Single()];
}
