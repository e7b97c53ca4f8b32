namespace BnCompiler;

/// <summary>Where a BatchNorm is in a folded model.</summary>
/// <param name="Name">The BatchNorm's name.</param>
/// <param name="Destination">What became of it: <c>folded backward into conv1</c>.</param>
/// <param name="Reason">Why there, as a clause.</param>
public sealed record FoldedBatchNorm(string Name, string Destination, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Destination}, {Reason}";
}
