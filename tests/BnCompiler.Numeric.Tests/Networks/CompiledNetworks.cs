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
        var errors = generated.GeneratorDiagnostics.Concat(generated.AnalyzerDiagnostics).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToArray();
        if (errors.Length > 0)
        {
            throw new InvalidOperationException("The compiler refuses valid networks:\n" + string.Join('\n', errors.Select(error => error.ToString())));
        }

        loaded = generated.Load();
    }

    public NetworkUnderTest this[int index] => new(loaded, ClassName(index));

    public void Dispose() => loaded.Dispose();

    private static string ClassName(int index) => $"Net{index}";
}
