namespace BnCompiler;

/// <summary>Where a run stands after a step.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">Epochs in the run.</param>
/// <param name="Step">The step within the epoch, from 1.</param>
/// <param name="Steps">Steps in the epoch.</param>
/// <param name="LearningRate">The learning rate of the step.</param>
/// <param name="Loss">The mean training loss of the epoch so far.</param>
/// <param name="Accuracy">The training accuracy of the epoch so far; null where the targets are values.</param>
/// <param name="ImagesPerSecond">Samples per second in this epoch.</param>
/// <param name="WeightNorm">‖w‖ after the step, the norm of all weights together: <see cref="BnCompiler.WeightNorm.Of"/>.</param>
/// <param name="Seconds">Training time of the run so far, without validation and checkpoints, in seconds.</param>
/// <param name="TimeLeft">An estimate for the rest of the run.</param>
/// <param name="Completed">What came of the epoch, in the one report that follows its last step; otherwise null.</param>
public readonly record struct FitProgress(
    int Epoch,
    int Epochs,
    int Step,
    int Steps,
    double LearningRate,
    double Loss,
    double? Accuracy,
    double ImagesPerSecond,
    double WeightNorm,
    double Seconds,
    TimeSpan TimeLeft,
    EpochResult? Completed);
