using System.Collections.Concurrent;
using BnCompiler.Testing;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Tests.Goldens;

/// <summary>Compiles a declaration for a golden, and demands of it what every emitted file owes its user.</summary>
internal static class Golden
{
    private static readonly ConcurrentDictionary<(string, string), GeneratedNetwork> Compiled = new();

    /// <summary>The emitted text of one part: <c>Inference</c> or <c>Training</c>.</summary>
    public static string Source(string part, string declaration, string blocks = "") => Compile(declaration, blocks).Sources[$"Net.{part}.g.cs"];

    /// <summary>The emitted public face.</summary>
    public static string Face(string declaration, string blocks = "") => Compile(declaration, blocks).Sources["Net.g.cs"];

    /// <summary>Compiles <c>class Net</c> with these attributes, which have no errors, beside the blocks that it uses.</summary>
    private static GeneratedNetwork Compile(string declaration, string blocks) => Compiled.GetOrAdd((declaration, blocks), static text =>
    {
        var generated = NetworkCompilation.Run($"""
            using BnCompiler;

            /// <summary>A network of a golden test.</summary>
            {text.Item1}
            public sealed partial class Net;

            {text.Item2}
            """);
        Assert.Empty(generated.GeneratorDiagnostics);
        Assert.DoesNotContain(generated.AnalyzerDiagnostics, diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assert.Empty(generated.RecomputedSteps);
        Assert.Empty(generated.CompilerDiagnostics);
        return generated;
    });
}
