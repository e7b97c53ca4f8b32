using System.Collections.Immutable;
using BnCompiler.Generator.Analysis;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Emit;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Passes;

namespace BnCompiler.Generator;

/// <summary>The compiler: a declaration in, source files and findings out. A pure function.</summary>
internal static class NetworkCompiler
{
    public static CompilationResult Compile(NetworkDeclaration declaration)
    {
        var (graph, findings) = GraphBuilder.Build(declaration);
        if (graph is null || declaration.Error is not null)
        {
            return Fail(declaration, findings);
        }

        var training = PassPipeline.Training.Run(graph);
        var inference = PassPipeline.Inference.Run(graph);
        var network = new CompiledNetwork(declaration, graph, training, inference);
        string stem = declaration.FullName;
        return new CompilationResult(
            [
                new SourceFile(stem + ".g.cs", FaceEmitter.Emit(network)),
                new SourceFile(stem + ".Inference.g.cs", InferenceEmitter.Emit(network)),
                new SourceFile(stem + ".Training.g.cs", TrainerEmitter.Emit(network)),
            ],
            [.. network.KernelSources],
            Findings(declaration, findings, training),
            Success: true);
    }

    /// <summary>What there is to say about a declaration, without emitting anything.</summary>
    public static ImmutableArray<Finding> Findings(NetworkDeclaration declaration)
    {
        var (graph, findings) = GraphBuilder.Build(declaration);
        return graph is null || declaration.Error is not null ? findings : Findings(declaration, findings, PassPipeline.Training.Run(graph));
    }

    private static ImmutableArray<Finding> Findings(NetworkDeclaration declaration, ImmutableArray<Finding> declared, PipelineResult training) =>
        [.. declared, .. training.Findings, .. WeightDecayAdvice.Of(declaration, training.Graph)];

    private static CompilationResult Fail(NetworkDeclaration declaration, ImmutableArray<Finding> findings)
    {
        var problems = findings.Select(finding => finding.Id).Append(declaration.Error).OfType<string>().Distinct();
        string text = FailedNetworkEmitter.Emit(declaration, problems);
        return new CompilationResult([new SourceFile(declaration.FullName + ".g.cs", text)], [], findings, Success: false);
    }
}

/// <summary>One emitted file.</summary>
/// <param name="HintName">Its name, unique in a compilation: <c>Models.FashionNet.g.cs</c>.</param>
/// <param name="Text">Its text, with line feeds.</param>
internal sealed record SourceFile(string HintName, string Text);

/// <summary>What a declaration compiles to. Without success the sources are the public API with bodies that throw.</summary>
/// <param name="Sources">The network's files.</param>
/// <param name="Kernels">What it calls of the kernel library.</param>
/// <param name="Findings">What there is to say about the declaration.</param>
internal sealed record CompilationResult(ImmutableArray<SourceFile> Sources, ImmutableArray<KernelSource> Kernels, ImmutableArray<Finding> Findings, bool Success);

/// <summary>The part of a compilation that goes into the output.</summary>
internal sealed record EmittedNetwork(EquatableArray<SourceFile> Sources, EquatableArray<KernelSource> Kernels)
{
    public static EmittedNetwork Of(CompilationResult result) => new(result.Sources, result.Kernels);
}
