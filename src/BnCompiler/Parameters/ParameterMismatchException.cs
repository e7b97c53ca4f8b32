using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>
/// A well-formed file whose tensors are not those of the network: missing, unexpected, of another shape, of a type that holds no real
/// numbers, or not finite where that was asked for. The network was left as it was.
/// </summary>
public sealed class ParameterMismatchException : Exception
{
    /// <summary>Lists everything that does not fit.</summary>
    /// <param name="networkName">The network that was to take the values.</param>
    /// <param name="problems">One line each, all of them.</param>
    public ParameterMismatchException(string networkName, ImmutableArray<string> problems)
        : base($"The file does not fit {networkName}, which is left as it was:{string.Concat(problems.Select(problem => $"\n  {problem}"))}")
    {
        Problems = problems;
    }

    /// <summary>Everything that does not fit, one line each.</summary>
    public ImmutableArray<string> Problems { get; }
}
