namespace BnCompiler;

/// <summary>What <c>Fold()</c> checks of the model that it makes, and what the model's <see cref="FoldCertificate"/> reports.</summary>
public sealed record FoldOptions
{
    /// <summary>
    /// Samples on which the folded model is compared with the network as it is: <c>[count, InputLength]</c> in PyTorch's order, what <c>Predict</c> takes. Default: none, and
    /// nothing is compared.
    /// </summary>
    public ReadOnlyMemory<float> VerifyOn { get; init; }

    /// <summary>
    /// The largest deviation allowed, as a part of the largest absolute output of the samples. Default, null: what rounding to float32 explains,
    /// 2·2⁻²⁴·Σ layers (products summed for an output + 16)·(1 + max |t|), where t = β − μγ/√(v + ε) is what folding adds and cancellation takes away again.
    /// </summary>
    public double? MaxDeviation { get; init; }

    /// <summary>From which |γ|/√(v + ε) on a channel of a BatchNorm is reported as amplifying what comes in, rounding errors included. Default: 1000.</summary>
    public double AmplificationThreshold { get; init; } = 1e3;

    /// <summary>
    /// Threads that share a call of the model's <c>Predict</c>, the caller's included: they divide a batch, and the layers of a single sample where a network is large enough.
    /// They are started by the first call that can use them, sleep between calls and end with the model. Default: 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public int Threads
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Threads));
            field = value;
        }
    } = 1;
}
