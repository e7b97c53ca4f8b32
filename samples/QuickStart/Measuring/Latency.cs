using Samples.Images;
using Samples.Measuring;

namespace QuickStart.Measuring;

/// <summary>Microseconds that one image takes on one thread, before and after folding: medians of many short rounds.</summary>
internal sealed record Latency(double UnfoldedMicroseconds, double FoldedMicroseconds)
{
    private const int Rounds = 25;
    private const int CallsPerRound = 20;

    public static Latency Measure(FashionNet network, FashionNet.Inference model, ImageSet images)
    {
        using var trainer = new FashionNet.Trainer(network, batchSize: 1);
        float[] image = images.Image(0).ToArray();
        float[] outputs = new float[FashionNet.OutputLength];
        double[] unfolded = new double[Rounds];
        double[] folded = new double[Rounds];
        // The two take turns, so that another program on the machine slows both; the median drops the first, cold rounds.
        for (int round = 0; round < Rounds; round++)
        {
            unfolded[round] = CallTimer.Time(() => trainer.Predict(image, outputs), CallsPerRound);
            folded[round] = CallTimer.Time(() => model.Predict(image, outputs), CallsPerRound);
        }

        return new Latency(CallTimer.Quantile(unfolded, 0.5), CallTimer.Quantile(folded, 0.5));
    }
}
