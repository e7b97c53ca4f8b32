namespace BnCompiler.Benchmarks.Measuring;

/// <summary>Something to measure on one thread, and how many floating-point operations a call is.</summary>
public sealed record Workload(string Name, int Samples, double FlopsPerSample, Action Run)
{
    /// <summary>The signature of every emitted <c>Inference.Predict</c>.</summary>
    public delegate void Predictor(ReadOnlySpan<float> input, Span<float> output);

    public double FlopsPerCall => Samples * FlopsPerSample;

    public static Workload Inference(string name, int samples, int inputLength, int outputLength, double flopsPerSample, Predictor predict)
    {
        float[] input = RandomValues(samples * inputLength);
        float[] output = new float[samples * outputLength];
        return new Workload(name, samples, flopsPerSample, () => predict(input, output));
    }

    /// <summary>A training step without the optimiser: forward with batch statistics, the loss's gradient given, backward.</summary>
    public static Workload Training(string name, double flopsPerSample, ITrainer trainer)
    {
        float[] input = RandomValues(trainer.BatchSize * trainer.InputLength);
        float[] gradient = RandomValues(trainer.BatchSize * trainer.OutputLength);
        return new Workload(name, trainer.BatchSize, flopsPerSample, () =>
        {
            trainer.Forward(input);
            trainer.Backward(gradient);
        });
    }

    // BenchmarkDotNet prints this as the parameter's value.
    public override string ToString() => Name;

    private static float[] RandomValues(int count)
    {
        var random = new Random(1);
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan())
        {
            value = random.NextSingle() - 0.5f;
        }

        return values;
    }
}
