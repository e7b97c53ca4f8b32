using BnCompiler.Generator.Schedule;
using BnCompiler.Numeric.Tests.Reference;
using BnCompiler.Testing;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Many networks, Net0 … NetN, in one compilation: far faster than one each.</summary>
internal sealed class CompiledNetworks : IDisposable
{
    private const string Usings = "using BnCompiler;\n\n";

    private readonly LoadedNetworks loaded;

    public CompiledNetworks(params IReadOnlyList<NetSpec> specs)
    {
        var generated = NetworkCompilation.Run([.. specs.Select((spec, index) => Usings + spec.Render(ClassName(index)))]);
        if (!generated.GeneratorDiagnostics.IsEmpty)
        {
            throw new NetworkFailureException(FailureKind.GeneratorCrash, Lines("The generator fails", generated.GeneratorDiagnostics));
        }

        if (!Enumerable.Range(0, specs.Count).All(index => generated.Sources.ContainsKey($"{ClassName(index)}.Training.g.cs")))
        {
            var errors = generated.AnalyzerDiagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            throw new NetworkFailureException(FailureKind.Refused, Lines("The compiler refuses valid networks", errors));
        }

        try
        {
            loaded = generated.Load();
        }
        catch (InvalidOperationException exception)
        {
            throw new NetworkFailureException(FailureKind.DoesNotCompile, exception.Message);
        }
    }

    /// <summary>The same with every step of inference divided over threads that can be, however small.</summary>
    public static CompiledNetworks Divided(IReadOnlyList<NetSpec> specs)
    {
        WorkDivision.SharesEverything = true;
        try
        {
            return new CompiledNetworks(specs);
        }
        finally
        {
            WorkDivision.SharesEverything = false;
        }
    }

    public NetworkUnderTest this[int index] => new(loaded, ClassName(index));

    public void Dispose() => loaded.Dispose();

    private static string Lines(string what, IEnumerable<Diagnostic> diagnostics) => $"{what}:\n{string.Join('\n', diagnostics)}";

    private static string ClassName(int index) => $"Net{index}";
}
