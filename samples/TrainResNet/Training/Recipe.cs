using BnCompiler;
using Samples.Training;
using TrainResNet.Data;

namespace TrainResNet.Training;

/// <summary>How the network is trained: stochastic gradient descent with Nesterov's momentum, one epoch of warm-up and then half a cosine, decay on weights only.</summary>
internal static class Recipe
{
    /// <summary>At <see cref="TrainResNetOptions.DefaultBatch"/> images a step; proportional to the batch.</summary>
    private const double LearningRate = 0.1;

    public static FitResult Train(ITrainer trainer, TrainingData data, TrainResNetOptions options, RunFiles files, CancellationToken cancellation)
    {
        var fit = new FitOptions
        {
            Epochs = options.Epochs,
            Seed = options.Seed,
            Optimizer = new Sgd(LearningRate * options.Batch / TrainResNetOptions.DefaultBatch)
            {
                Momentum = 0.9,
                Nesterov = true,
                WeightDecay = 5e-4,
                WeightDecayScope = WeightDecayScope.WeightsOnly,
                Gauge = options.Gauge ? ScaleGauge.UnitNorm : ScaleGauge.None,
            },
            Schedule = LearningRateSchedule.CosineAnnealing(warmupEpochs: 1),
            Augmentation = data.Augmentation,
            Validation = data.Test,
            Checkpoints = new CheckpointOptions { LastPath = files.Checkpoint, BestPath = files.Best },
            ResumeFrom = options.Resume ? files.Checkpoint : null,
        };
        return TrainingDisplay.Show(progress => Fit.Run(trainer, data.Train, fit with { Progress = progress }, cancellation));
    }
}
