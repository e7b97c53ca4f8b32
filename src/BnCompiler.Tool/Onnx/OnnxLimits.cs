namespace BnCompiler.Tool.Onnx;

/// <summary>What a model may take at most.</summary>
internal sealed record OnnxLimits
{
    /// <summary>Bytes of the model file and of each file with external data. The format itself ends at 2 GiB.</summary>
    public long FileBytes { get; init; } = int.MaxValue;

    /// <summary>Nodes of the graph.</summary>
    public int Nodes { get; init; } = 1_000_000;

    /// <summary>Elements of all tensors that are computed from constants, together.</summary>
    public long ComputedElements { get; init; } = 1 << 28;

    /// <summary>Dimensions of a tensor.</summary>
    public int Rank { get; init; } = 64;
}
