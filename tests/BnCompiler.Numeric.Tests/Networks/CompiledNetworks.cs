using BnCompiler.Generator.Schedule;
using BnCompiler.Numeric.Tests.Reference;
using BnCompiler.Testing;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Many networks, each Net in a namespace of its own, in one compilation: far faster than one each.</summary>
internal sealed class CompiledNetworks : IDisposable
{
    private const string ClassName = "Net";

    private readonly LoadedNetworks loaded;

    public CompiledNetworks(params IReadOnlyList<NetSpec> specs)
    {
        // What is remembered of an earlier run goes by the sources.
        string settings = (WorkDivision.SharesEverything ? "// Divided.\n" : "") + (RowBandFusion.FusesEverything ? "// In bands.\n" : "");
        string[] sources = [.. specs.Select((spec, index) => $"{settings}using BnCompiler;\n\nnamespace {Namespace(index)};\n\n{spec.Render(ClassName)}")];
        using var image = NetworkImages.Find(sources) ?? Compile(sources);
        loaded = new LoadedNetworks(image);
    }

    /// <summary>The same with every step of inference divided over threads that can be, and depthwise convolutions done together with their neighbours, however small.</summary>
    public static CompiledNetworks Divided(IReadOnlyList<NetSpec> specs)
    {
        WorkDivision.SharesEverything = true;
        try
        {
            return InBands(specs);
        }
        finally
        {
            WorkDivision.SharesEverything = false;
        }
    }

    /// <summary>The same with every depthwise convolution done together with its neighbours that can be, however small.</summary>
    public static CompiledNetworks InBands(IReadOnlyList<NetSpec> specs)
    {
        RowBandFusion.FusesEverything = true;
        try
        {
            return new CompiledNetworks(specs);
        }
        finally
        {
            RowBandFusion.FusesEverything = false;
        }
    }

    public NetworkUnderTest this[int index] => new(loaded, FullName(index));

    public void Dispose() => loaded.Dispose();

    private static MemoryStream Compile(string[] sources)
    {
        var generated = NetworkCompilation.Run(sources);
        if (!generated.GeneratorDiagnostics.IsEmpty)
        {
            throw new NetworkFailureException(FailureKind.GeneratorCrash, Lines("The generator fails", generated.GeneratorDiagnostics));
        }

        if (!Enumerable.Range(0, sources.Length).All(index => generated.Sources.ContainsKey($"{FullName(index)}.Training.g.cs")))
        {
            var errors = generated.AnalyzerDiagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            throw new NetworkFailureException(FailureKind.Refused, Lines("The compiler refuses valid networks", errors));
        }

        var image = new MemoryStream();
        try
        {
            generated.Emit(image);
        }
        catch (InvalidOperationException exception)
        {
            throw new NetworkFailureException(FailureKind.DoesNotCompile, exception.Message);
        }

        NetworkImages.Keep(sources, image);
        image.Position = 0;
        return image;
    }

    private static string Lines(string what, IEnumerable<Diagnostic> diagnostics) => $"{what}:\n{string.Join('\n', diagnostics)}";

    private static string FullName(int index) => $"{Namespace(index)}.{ClassName}";

    private static string Namespace(int index) => $"Networks{index}";
}
