using BnCompiler;
using BnCompiler.Runtime;
using ModelZoo;

namespace TrainResNet.Networks;

/// <summary>One of the two networks, with its trainer.</summary>
/// <param name="Name">What the picture calls it.</param>
/// <param name="Trainer">Its trainer.</param>
/// <param name="Fold">Folds it as it is then.</param>
internal sealed record TrainedNetwork(string Name, NetworkTrainer Trainer, Func<FoldOptions, InferenceModel> Fold) : IDisposable
{
    /// <summary>Makes the network for grey images of 28×28 pixels, or the one for colour images of 32×32.</summary>
    public static TrainedNetwork Create(bool isGrey, TrainResNetOptions options)
    {
        if (isGrey)
        {
            var grey = new GreyResNet20(options.Seed);
            return new TrainedNetwork("ResNet-20, 1×28×28", new GreyResNet20.Trainer(grey, options.Batch, options.Threads), grey.Fold);
        }

        var colour = new ResNet20(options.Seed);
        return new TrainedNetwork("ResNet-20, 3×32×32", new ResNet20.Trainer(colour, options.Batch, options.Threads), colour.Fold);
    }

    public void Dispose() => Trainer.Dispose();
}
