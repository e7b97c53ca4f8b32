namespace BnCompiler.Generator.Passes;

/// <summary>What inference made of a BatchNorm.</summary>
internal enum BatchNormPlace
{
    /// <summary>Multiplied into the weights of the layer that computes its input.</summary>
    Producer,

    /// <summary>Multiplied into the weights of every layer that reads its output.</summary>
    Consumers,

    /// <summary>Computed in the kernel of the layer that computes its input, before the value is stored.</summary>
    Epilogue,

    /// <summary>Computed in the kernel of the layer that computes its input, and stored beside it, because others read the input as it is.</summary>
    SideValue,
}

/// <summary>Where a BatchNorm went when its network was compiled for inference, and why there.</summary>
/// <param name="BatchNorm">Its name.</param>
/// <param name="Where">The layer, or layers separated by commas, that it is in now.</param>
/// <param name="Why">A clause.</param>
internal sealed record BatchNormFate(string BatchNorm, BatchNormPlace Place, string Where, string Why)
{
    public override string ToString() => $"{BatchNorm}: {Destination}, {Why}";

    /// <summary>What became of it: <c>folded backward into conv1</c>.</summary>
    public string Destination => Place switch
    {
        BatchNormPlace.Producer => $"folded backward into {Where}",
        BatchNormPlace.Consumers => $"folded forward into {Where}",
        BatchNormPlace.Epilogue => $"fused into the kernel of {Where}",
        _ => $"stored beside its input by the kernel of {Where}",
    };
}
