using BnCompiler;
using Samples.Images;
using Samples.Training;

namespace QuickStart.Training;

/// <summary>How the network is trained: stochastic gradient descent with Nesterov's momentum along a cosine, decay on weights only.</summary>
internal static class Recipe
{
    public static FitResult Train(FashionNet.Trainer trainer, ImageData data, int epochs, int seed)
    {
        var options = new FitOptions
        {
            Epochs = epochs,
            Seed = seed,
            Optimizer = new Sgd(learningRate: 0.05) { Momentum = 0.9, Nesterov = true, WeightDecay = 5e-4, WeightDecayScope = WeightDecayScope.WeightsOnly },
            Schedule = LearningRateSchedule.CosineAnnealing(warmupEpochs: 0.5),
            Validation = data.Test.ToDataset(),
        };
        return TrainingDisplay.Show(progress => Fit.Run(trainer, data.Train.ToDataset(), options with { Progress = progress }));
    }
}
