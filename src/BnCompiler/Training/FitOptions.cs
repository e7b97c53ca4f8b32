namespace BnCompiler;

/// <summary>How <see cref="Fit"/> trains.</summary>
public sealed record FitOptions
{
    /// <summary>Passes over the training set.</summary>
    public required int Epochs { get; init; }

    /// <summary>What changes the parameters. Its state is changed too, so use a new one for each run.</summary>
    public required Optimizer Optimizer { get; init; }

    /// <summary>What the learning rate is multiplied with. Default: always 1.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>What is minimised. Default: softmax cross entropy.</summary>
    public Loss Loss { get; init; } = new SoftmaxCrossEntropy();

    /// <summary>The largest norm of all gradients together (<see cref="GradientNorm.Clip"/>), above 0; null for any. Default: null.</summary>
    public double? MaxGradientNorm { get; init; }

    /// <summary>Samples per step. Default: the trainer's batch size, which is also the largest.</summary>
    public int? BatchSize { get; init; }

    /// <summary>
    /// Batches of <see cref="BatchSize"/> samples, micro-batches, whose gradients are averaged for one step of the optimiser (<see cref="GradientAccumulator"/>), at least 1;
    /// the last step of an epoch may have fewer. A network without BatchNorm trains as with batches of AccumulationSteps × BatchSize samples. A BatchNorm normalises each
    /// micro-batch with the statistics of its BatchSize samples alone and updates its running statistics once for each. Steps, in <see cref="FitProgress"/>,
    /// <see cref="CheckpointOptions.EverySteps"/> and <see cref="Schedule"/>, are those of the optimiser. Default: 1.
    /// </summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>
    /// Averages the weights after every step; null for no average. Validation and <see cref="CheckpointOptions.BestPath"/> then take the averaged weights, with running
    /// statistics computed for them by a pass over the training set (<see cref="AveragedWeights"/>); training itself goes on with its own, untouched. Its state is changed
    /// and is part of checkpoints, so use a new one for each run. Default: null.
    /// </summary>
    public ExponentialMovingAverage? Average { get; init; }

    /// <summary>Whether each epoch takes the samples in a new random order. Default: true.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>
    /// What is done to each sample before it is trained on, anew in each epoch; null for nothing. A run that resumes needs the same to be the same run; the checkpoint
    /// does not hold it. Default: null.
    /// </summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>Decides the order of the samples, what the augmentation draws and what Dropout draws. Default: 0.</summary>
    public int Seed { get; init; }

    /// <summary>Samples to evaluate after each epoch, with the running statistics; null for none.</summary>
    public Dataset? Validation { get; init; }

    /// <summary>Told about every step, on the training thread; null for none.</summary>
    public IProgress<FitProgress>? Progress { get; init; }

    /// <summary>
    /// A file that takes a row for every step and every epoch, in step with <see cref="ResumeFrom"/>: see <see cref="FitLog"/>. The caller disposes it. Null for none.
    /// </summary>
    public FitLog? Log { get; init; }

    /// <summary>What is written while training; null for nothing.</summary>
    public CheckpointOptions? Checkpoints { get; init; }

    /// <summary>
    /// A checkpoint from which the run goes on as if it had never stopped: the same parameters, bit for bit, as without the interruption.
    /// Where it is damaged or missing, the one before it is taken, which lies beside it (<see cref="Checkpoint.PreviousSuffix"/>): <see cref="Resumed"/> and
    /// <see cref="FitResult.ResumedFrom"/> tell. Null starts anew.
    /// </summary>
    public string? ResumeFrom { get; init; }

    /// <summary>Told once, before the first step, which checkpoint the run goes on from, and what was wrong with a newer one; null for nobody.</summary>
    public IProgress<ResumePoint>? Resumed { get; init; }

    /// <summary>What measures the time. Default: the system's clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
