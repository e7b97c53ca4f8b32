using System.Collections.Concurrent;
using BnCompiler.Testing;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Tests.Goldens;

/// <summary>Compiles a declaration for a golden, and demands of it what every emitted file owes its user.</summary>
internal static class Golden
{
    private static readonly ConcurrentDictionary<string, GeneratedNetwork> Compiled = new(StringComparer.Ordinal);

    /// <summary>The emitted text of one part: <c>Inference</c> or <c>Training</c>.</summary>
    public static string Source(string part, string declaration) => Compile(declaration).Sources[$"Net.{part}.g.cs"];

    /// <summary>The emitted public face.</summary>
    public static string Face(string declaration) => Compile(declaration).Sources["Net.g.cs"];

    /// <summary>Compiles <c>class Net</c> with these attributes, which have no errors.</summary>
    private static GeneratedNetwork Compile(string declaration) => Compiled.GetOrAdd(declaration, static text =>
    {
        var generated = NetworkCompilation.Run($"""
            using BnCompiler;

            /// <summary>A network of a golden test.</summary>
            {text}
            public sealed partial class Net;
            """);
        Assert.Empty(generated.GeneratorDiagnostics);
        Assert.DoesNotContain(generated.AnalyzerDiagnostics, diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assert.Empty(generated.RecomputedSteps);
        Assert.Empty(generated.CompilerDiagnostics);
        return generated;
    });
}
