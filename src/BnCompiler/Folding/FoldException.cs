using System.Globalization;

namespace BnCompiler;

/// <summary>A folded model predicts something else than the network that it was made of.</summary>
public sealed class FoldException : Exception
{
    /// <param name="network">The network.</param>
    /// <param name="measured">The largest deviation, as a part of the largest output.</param>
    /// <param name="allowed">The bound.</param>
    /// <param name="sample">The sample with the largest deviation.</param>
    public FoldException(string network, double measured, double allowed, int sample)
        : base(
            $"{network}: the folded model deviates by {Text(measured)} of the largest output at sample {sample}, expected at most {Text(allowed)}. " +
            "The certificate of a model folded without VerifyOn lists the channels that amplify rounding errors.")
    {
        Network = network;
        Measured = measured;
        Allowed = allowed;
        Sample = sample;
    }

    /// <summary>The network.</summary>
    public string Network { get; }

    /// <summary>The largest deviation, as a part of the largest absolute output of the samples; infinite where one of the two is not finite and the other is.</summary>
    public double Measured { get; }

    /// <summary>The bound: <see cref="FoldOptions.MaxDeviation"/> or its default.</summary>
    public double Allowed { get; }

    /// <summary>Index of the sample with the largest deviation.</summary>
    public int Sample { get; }

    private static string Text(double value) => value.ToString("E2", CultureInfo.InvariantCulture);
}
