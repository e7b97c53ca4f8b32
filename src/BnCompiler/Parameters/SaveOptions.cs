using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>What a saved file holds besides the parameters.</summary>
public sealed record SaveOptions
{
    /// <summary>Whether eliminated biases are written, as zeros, so that a PyTorch module that has them loads the file. Default: true.</summary>
    public bool IncludeEliminated { get; init; } = true;

    /// <summary>Texts for the file's <c>__metadata__</c>. Default: <c>format</c> = <c>pt</c>, which libraries that load PyTorch weights ask for.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("format", "pt");
}
