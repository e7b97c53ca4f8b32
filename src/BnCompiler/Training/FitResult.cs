using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>What came of a run.</summary>
/// <param name="History">One entry per epoch; after resuming, also those before.</param>
/// <param name="BestEpoch">The number of the best epoch, by the measure of <see cref="CheckpointOptions.BestPath"/>.</param>
/// <param name="Seconds">Training time over all epochs, without validation.</param>
/// <param name="ImagesPerSecond">Samples per second over all epochs.</param>
public sealed record FitResult(ImmutableArray<EpochResult> History, int BestEpoch, double Seconds, double ImagesPerSecond)
{
    /// <summary>The checkpoint from which the run went on; null where it started anew.</summary>
    public ResumePoint? ResumedFrom { get; init; }
}
