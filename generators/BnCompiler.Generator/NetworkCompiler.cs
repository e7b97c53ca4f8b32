using System.Collections.Immutable;
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
            findings.AddRange(training.Findings),
            Success: true);
    }

    /// <summary>What there is to say about a declaration, without emitting anything.</summary>
    public static ImmutableArray<Finding> Findings(NetworkDeclaration declaration)
    {
        var (graph, findings) = GraphBuilder.Build(declaration);
        return graph is null || declaration.Error is not null ? findings : findings.AddRange(PassPipeline.Training.Run(graph).Findings);
    }

    private static CompilationResult Fail(NetworkDeclaration declaration, ImmutableArray<Finding> findings)
    {
        var problems = findings.Select(finding => finding.Id).Append(declaration.Error).OfType<string>().Distinct();
        string text = FailedNetworkEmitter.Emit(declaration, DeclaredParameters.Of(declaration), problems);
        return new CompilationResult([new SourceFile(declaration.FullName + ".g.cs", text)], findings, Success: false);
    }
}

/// <summary>One emitted file.</summary>
/// <param name="HintName">Its name, unique in a compilation: <c>Models.FashionNet.g.cs</c>.</param>
/// <param name="Text">Its text, with line feeds.</param>
internal sealed record SourceFile(string HintName, string Text);

/// <summary>What a declaration compiles to. Without success the sources are the public API with bodies that throw.</summary>
internal sealed record CompilationResult(ImmutableArray<SourceFile> Sources, ImmutableArray<Finding> Findings, bool Success);
