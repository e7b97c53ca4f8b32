using ScaleDrift.Measuring;

namespace ScaleDrift.Training;

/// <summary>A regime at the end of an epoch; epoch 0 is the start.</summary>
/// <param name="Loss">Mean training loss of the epoch.</param>
/// <param name="Accuracy">On the test images.</param>
/// <param name="PredictedNorm">Median over the rows of (ηG/2λ)^¼, G averaged over the steps that the norm remembers.</param>
internal sealed record EpochRecord(int Epoch, double Loss, double Accuracy, ScaleState Scales, double PredictedNorm);

/// <summary>A finished training run.</summary>
/// <param name="NormRatio">Median over the rows of predicted over observed norm at the end.</param>
internal sealed record RunRecord(Regime Regime, DriftNet Network, IReadOnlyList<EpochRecord> Epochs, double NormRatio)
{
    public EpochRecord Last => Epochs[^1];
}
