namespace BnCompiler;

/// <summary>How a file's tensors are taken over.</summary>
public sealed record LoadOptions
{
    /// <summary>
    /// Whether every tensor must be there and no other. When false, as with PyTorch's <c>strict=False</c>, parameters that the file lacks
    /// keep their values and tensors that the network lacks are passed over; a wrong shape is still refused. Default: true.
    /// </summary>
    public bool Strict { get; init; } = true;

    /// <summary>Whether a file with a NaN or an infinity (also one that arises by rounding to float) is refused. Default: false.</summary>
    public bool RejectNonFinite { get; init; }

    /// <summary>
    /// Only tensors whose name starts with this are looked at, and the rest of the name is compared: <c>module.</c> for a file written by
    /// PyTorch's DataParallel, <see cref="Checkpoint.ParameterPrefix"/> for a checkpoint of <see cref="Fit"/>. Default: empty.
    /// </summary>
    public string Prefix { get; init; } = "";

    /// <summary>
    /// The network's name of a tensor, from the file's name without <see cref="Prefix"/>, for files that call things differently; it is asked about every tensor of
    /// the file and gives back what it does not know. Two tensors that get the same name are refused. Default: null, the names are the same.
    /// </summary>
    public Func<string, string>? Rename { get; init; }
}
