using System.Diagnostics;
using Samples.Images;

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
            unfolded[round] = Time(() => trainer.Predict(image, outputs));
            folded[round] = Time(() => model.Predict(image, outputs));
        }

        return new Latency(Median(unfolded), Median(folded));
    }

    private static double Time(Action predict)
    {
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < CallsPerRound; call++)
        {
            predict();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / CallsPerRound;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
