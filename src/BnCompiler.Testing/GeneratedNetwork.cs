using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Testing;

/// <summary>What the generator and the compiler made of some source text.</summary>
public sealed class GeneratedNetwork
{
    private readonly Compilation compilation;
    private readonly Lazy<ImmutableArray<Diagnostic>> analyzerDiagnostics;
    private readonly Lazy<ImmutableArray<Diagnostic>> compilerDiagnostics;
    private readonly Lazy<ImmutableArray<string>> recomputedSteps;

    internal GeneratedNetwork(
        Compilation compilation,
        ImmutableSortedDictionary<string, string> sources,
        ImmutableArray<Diagnostic> generatorDiagnostics,
        Func<ImmutableArray<Diagnostic>> analyze,
        Func<ImmutableArray<string>> findRecomputedSteps)
    {
        this.compilation = compilation;
        Sources = sources;
        GeneratorDiagnostics = generatorDiagnostics;
        analyzerDiagnostics = new(analyze);
        compilerDiagnostics = new(() => [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)]);
        recomputedSteps = new(findRecomputedSteps);
    }

    /// <summary>The emitted files: text by hint name (<c>Digits.Inference.g.cs</c>), in ordinal order of the names.</summary>
    public ImmutableSortedDictionary<string, string> Sources { get; }

    /// <summary>What the generator itself reported. Its findings come from the analyzer, so anything here is a failure of the generator.</summary>
    public ImmutableArray<Diagnostic> GeneratorDiagnostics { get; }

    /// <summary>What the analyzer found in the declarations: <c>BN0001</c> and up.</summary>
    public ImmutableArray<Diagnostic> AnalyzerDiagnostics => analyzerDiagnostics.Value;

    /// <summary>
    /// Warnings and errors of the compiler for the given and the emitted files together, with nullable annotations and
    /// documentation comments checked and every warning wave on.
    /// </summary>
    public ImmutableArray<Diagnostic> CompilerDiagnostics => compilerDiagnostics.Value;

    /// <summary>
    /// What a second run, after an unrelated file was added, did not take from the cache: <c>step: reason</c>. Empty for a generator
    /// that leaves an editor responsive.
    /// </summary>
    public ImmutableArray<string> RecomputedSteps => recomputedSteps.Value;

    /// <summary>The emitted files whose name starts with the network's name and a dot, each under a line with its name, as one text.</summary>
    /// <param name="network">The stem of its hint names: <c>My.Models.Digits</c>, with a plus sign behind each containing type.</param>
    /// <returns>The text, with <c>// hint name</c> above each file.</returns>
    public string AllSources(string network)
    {
        ArgumentException.ThrowIfNullOrEmpty(network);
        return string.Join('\n', Sources
            .Where(source => source.Key.StartsWith(network + ".", StringComparison.Ordinal))
            .Select(source => $"// {source.Key}\n{source.Value}"));
    }

    /// <summary>Compiles to memory and loads the result into a load context of its own.</summary>
    /// <returns>The loaded assembly; disposing it unloads the context.</returns>
    /// <exception cref="InvalidOperationException">The compiler reported errors; the message lists the first of them.</exception>
    public LoadedNetworks Load()
    {
        using var image = new MemoryStream();
        Emit(image);
        image.Position = 0;
        return new LoadedNetworks(image);
    }

    /// <summary>Compiles to a stream.</summary>
    internal void Emit(Stream image)
    {
        var result = compilation.Emit(image);
        if (!result.Success)
        {
            var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToArray();
            throw new InvalidOperationException(
                $"The source does not compile, {errors.Length} error(s):\n" + string.Join('\n', errors.Take(10).Select(error => error.ToString())));
        }
    }
}
