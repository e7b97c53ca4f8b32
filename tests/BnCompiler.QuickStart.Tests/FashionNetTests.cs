using QuickStart;
using QuickStart.Measuring;
using QuickStart.Training;
using Samples.Images;
using Xunit;

namespace BnCompiler.QuickStart.Tests;

public sealed class FashionNetTests
{
    [Fact]
    public void LearnsTheDrawnDigitsThatALinearModelDoesNot()
    {
        var train = DrawnDigits.Draw(seed: 7, first: 0, count: 4_000, threads: 2);
        var test = DrawnDigits.Draw(seed: 7, first: 12_000, count: 1_000, threads: 2);
        var network = new FashionNet(seed: 1);
        using var trainer = new FashionNet.Trainer(network, batchSize: 64, threads: 2);
        Recipe.Train(trainer, new ImageData("digits", train, test, ImageData.DigitNames), epochs: 3, seed: 1);

        var comparison = FoldComparison.Measure(trainer, network.Fold(), test);
        Assert.InRange(comparison.FoldedAccuracy, 0.95, 1);
        Assert.InRange(Math.Abs(comparison.FoldedAccuracy - comparison.Accuracy), 0, 0.0005);
    }

    [Fact]
    public void SummarySaysWhatBecameOfEveryBatchNorm()
    {
        Assert.Contains("bn1", FashionNet.Summary);
        Assert.Contains("bn2", FashionNet.Summary);
        Assert.Contains("bn3", FashionNet.Summary);
    }
}
