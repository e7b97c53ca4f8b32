namespace BnCompiler;

/// <summary>Trains a network on a data set.</summary>
public static class Fit
{
    /// <summary>
    /// Runs all epochs. The last, shorter batch of an epoch is trained on like the others; it is left out only where it has fewer samples than
    /// <see cref="ITrainer.MinimumBatchSize"/>, that is where a BatchNorm would see a single value per channel. With shuffling, other samples
    /// are left out in each epoch. The same arguments, on the same machine with the same number of threads, give the same parameters.
    /// </summary>
    /// <param name="trainer">The network; its parameters are changed.</param>
    /// <param name="training">The samples.</param>
    /// <param name="options">Everything else.</param>
    /// <param name="cancellationToken">Stops the run between two steps, after writing a checkpoint where one is asked for.</param>
    /// <exception cref="ArgumentException">The data set, the options and the trainer do not fit each other.</exception>
    /// <exception cref="CheckpointException">The checkpoint to resume from belongs to another run, or it is damaged and the one before it cannot be used either.</exception>
    /// <exception cref="ArithmeticException">
    /// The loss or a gradient is no longer a finite number; parameters and running statistics are those of the step before. The message says at which step, and which input, parameter,
    /// gradient and layer is the first that is not finite.
    /// </exception>
    /// <exception cref="InvalidDataException"><see cref="FitOptions.Log"/> is a file that holds something else.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static FitResult Run(
        ITrainer trainer, Dataset training, FitOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        return new FitRun(trainer, training, options, cancellationToken).Run();
    }
}
