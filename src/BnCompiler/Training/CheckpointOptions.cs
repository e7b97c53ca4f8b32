namespace BnCompiler;

/// <summary>What <see cref="Fit"/> writes while it trains. Directories are created; files are replaced as a whole.</summary>
public sealed record CheckpointOptions
{
    /// <summary>
    /// The latest checkpoint, to resume from: written after each epoch, after every <see cref="EverySteps"/> steps, and when the run is
    /// cancelled. The one before it stays beside it, under the same name with <see cref="Checkpoint.PreviousSuffix"/>, so that at every moment at least one of the two is
    /// whole. Null for none.
    /// </summary>
    public string? LastPath { get; init; }

    /// <summary>
    /// The parameters of the best epoch so far, to load into the network: highest validation accuracy, with target values lowest
    /// validation loss, without a validation set lowest training loss. With <see cref="FitOptions.Average"/> the averaged ones. Null for none.
    /// </summary>
    public string? BestPath { get; init; }

    /// <summary>Steps of the optimiser from one checkpoint to the next within an epoch; 0 for none within an epoch. Default: 0.</summary>
    public int EverySteps { get; init; }
}
