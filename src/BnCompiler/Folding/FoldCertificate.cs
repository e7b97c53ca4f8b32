using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Runtime;

namespace BnCompiler;

/// <summary>What is known of a folded model: where each BatchNorm went, by how much its predictions deviate, and which channels amplify.</summary>
public sealed class FoldCertificate
{
    private readonly IReadOnlyList<BatchNormAffine> _affines;
    private readonly Lazy<ImmutableArray<Amplification>> _amplifications;

    internal FoldCertificate(
        string network, ImmutableArray<FoldedBatchNorm> batchNorms, IReadOnlyList<BatchNormAffine> affines, FoldOptions options, double? deviation, double? allowed)
    {
        Network = network;
        BatchNorms = batchNorms;
        Deviation = deviation;
        AllowedDeviation = allowed;
        AmplificationThreshold = options.AmplificationThreshold;
        _affines = affines;
        _amplifications = new(FindAmplifications);
    }

    /// <summary>The network.</summary>
    public string Network { get; }

    /// <summary>Every BatchNorm, in the order of the declaration.</summary>
    public ImmutableArray<FoldedBatchNorm> BatchNorms { get; }

    /// <summary>
    /// The largest difference between the outputs of the folded model and of the network on <see cref="FoldOptions.VerifyOn"/>, as a part of the largest absolute output;
    /// null where nothing was compared.
    /// </summary>
    public double? Deviation { get; }

    /// <summary>The bound that <see cref="Deviation"/> is within; null where nothing was compared.</summary>
    public double? AllowedDeviation { get; }

    /// <summary><see cref="FoldOptions.AmplificationThreshold"/>.</summary>
    public double AmplificationThreshold { get; }

    /// <summary>The channels whose |γ|/√(v + ε) exceeds the threshold, with the parameters that were folded. Searched for when first asked for.</summary>
    public ImmutableArray<Amplification> Amplifications => _amplifications.Value;

    /// <summary>The certificate as a report of several lines.</summary>
    public override string ToString()
    {
        string deviation = Deviation is { } measured
            ? string.Create(CultureInfo.InvariantCulture, $"deviates by at most {measured:E2} of the largest output, allowed {AllowedDeviation:E2}")
            : "not compared with the network";
        return string.Join(
            '\n',
            [
                $"{Network}, folded: {deviation}",
                .. BatchNorms.Select(batchNorm => $"  {batchNorm}"),
                .. Amplifications.Select(amplification => $"  amplifies: {amplification}"),
            ]);
    }

    private ImmutableArray<Amplification> FindAmplifications() =>
    [
        .. from index in Enumerable.Range(0, BatchNorms.Length)
           from channel in Enumerable.Range(0, _affines[index].Scale.Length)
           let value = Math.Abs(_affines[index].Scale[channel])
           where value > AmplificationThreshold
           select new Amplification(BatchNorms[index].Name, channel, value),
    ];
}
