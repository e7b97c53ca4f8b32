using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>
/// Runs a compiled network and the reference from the same checkpoint on the same batch and compares everything that comes out: predictions
/// with running statistics, unfolded and folded; forward with batch statistics; running statistics after it; every gradient. A batch of which a BatchNorm sees one value per
/// channel has to be refused.
/// </summary>
internal sealed class NetworkComparison : IDisposable
{
    private readonly NetSpec spec;
    private readonly ReferenceNetwork reference;
    private readonly NetworkUnderTest network;
    private readonly NetworkTrainer trainer;
    private readonly Comparison comparison;
    private readonly float[] input;
    private readonly float[] outputGradient;

    public NetworkComparison(NetSpec spec, NetworkUnderTest network, int seed, int threads, Comparison comparison, int? batchSize = null)
    {
        this.spec = spec;
        this.network = network;
        this.comparison = comparison;
        reference = new ReferenceNetwork(spec);
        var random = new RandomValues(seed);
        random.Fill(reference);
        input = random.Normals(spec.Batch * spec.Sample.Length, mean: spec.InputOffset);
        outputGradient = random.Normals(spec.Batch * spec.Result.Length);
        network.Parameters.Load(CheckpointWriter.Write(reference));
        trainer = network.CreateTrainer(batchSize ?? (spec.Batch + (seed % 3)), threads);
    }

    public ReferenceNetwork Reference => reference;

    public NetworkTrainer Trainer => trainer;

    public static void CheckAll(NetSpec spec, NetworkUnderTest network, int seed, int threads, Comparison comparison)
    {
        using var run = new NetworkComparison(spec, network, seed, threads, comparison);
        run.CheckAll();
    }

    public void CheckAll()
    {
        CheckPredictions();
        if (spec.BatchNormsOfOneValue().FirstOrDefault() is { } batchNorm)
        {
            CheckRefusal(batchNorm);
        }
        else if (spec.Innermost().Any(inner => inner.Layer is DropoutSpec { P: > 0 }))
        {
            CheckNumbers();
        }
        else
        {
            CheckTraining();
        }
    }

    /// <summary>Fills the trainer's memory with what a full batch of bad values leaves there, and puts the parameters back.</summary>
    public void Poison(float value)
    {
        Poisoning.Run(trainer, value);
        network.Parameters.Load(CheckpointWriter.Write(reference));
    }

    public void CheckPredictions()
    {
        var expected = reference.Forward(Volume.Exact(input, spec.Batch, spec.Sample), training: false);
        float[] actual = new float[expected.Values.Length];
        trainer.Predict(input, actual);
        comparison.Check("Predict with running statistics", actual, expected.Values, expected.Errors);

        PredictSpans predict = network.Fold(new FoldOptions { Threads = trainer.Threads }).Predict;
        Array.Fill(actual, float.NaN);
        predict(input, actual);
        comparison.Check("Predict after folding", actual, expected.Values, expected.Errors);

        int sample = expected.Features;
        Array.Fill(actual, float.NaN, 0, sample);
        predict(input.AsSpan(0, spec.Sample.Length), actual.AsSpan(0, sample));
        comparison.Check("Predict after folding, one sample", actual.AsSpan(0, sample), expected.Values.AsSpan(0, sample), expected.Errors.AsSpan(0, sample));
    }

    public void CheckTraining()
    {
        var statisticsBefore = reference.Parameters.Where(parameter => !parameter.IsTrainable)
            .ToDictionary(parameter => parameter.Name, parameter => (Reference: (double[])parameter.Values.Clone(), Stored: network.Parameters[parameter.Name].Values.ToArray()));

        var expected = reference.Forward(Volume.Exact(input, spec.Batch, spec.Sample), training: true);
        comparison.Check("Forward with batch statistics", trainer.Forward(input), expected.Values, expected.Errors);
        foreach (var (name, before) in statisticsBefore)
        {
            CheckRunningStatistic(reference[name], before.Reference, before.Stored);
        }

        reference.Backward(Volume.Exact(outputGradient, spec.Batch, spec.Result));
        trainer.Backward(outputGradient);
        foreach (var parameter in reference.Parameters.Where(parameter => parameter.IsTrainable))
        {
            CheckGradient(parameter);
        }
    }

    public void Dispose() => trainer.Dispose();

    // The first in the order of the declaration is named.
    private void CheckRefusal(string batchNorm) => Assert.Contains($"'{batchNorm}'", Assert.Throws<ArgumentException>(() => trainer.Forward(input).Length).Message);

    // The reference cannot follow the masks.
    private void CheckNumbers()
    {
        Assert.DoesNotContain(trainer.Forward(input).ToArray(), float.IsNaN);
        trainer.Backward(outputGradient);
        Assert.DoesNotContain(trainer.Gradients.ToArray(), float.IsNaN);
    }

    // The stored mean lacks the eliminated biases that the checkpoint had: the difference stays through the step.
    private void CheckRunningStatistic(ReferenceParameter parameter, double[] referenceBefore, float[] storedBefore)
    {
        double[] expected = new double[parameter.Length];
        double[] errors = new double[parameter.Length];
        for (int i = 0; i < expected.Length; i++)
        {
            expected[i] = parameter.Values[i] - (referenceBefore[i] - storedBefore[i]);
            errors[i] = parameter.Errors[i] + (Rounding.Unit * (Math.Abs(referenceBefore[i]) + Math.Abs(storedBefore[i])));
        }

        comparison.Check(parameter.Name, network.Parameters[parameter.Name].Values, expected, errors);
    }

    private void CheckGradient(ReferenceParameter parameter)
    {
        if (network.Parameters.FirstOrDefault(stored => stored.Name == parameter.Name) is { } stored)
        {
            comparison.Check($"∂L/∂{parameter.Name}", trainer.Gradients.Slice(stored.Offset, stored.Length), parameter.Gradient, parameter.GradientErrors);
            return;
        }

        Assert.Contains(network.Parameters.Layout.Eliminated, eliminated => eliminated.Name == parameter.Name);
        for (int i = 0; i < parameter.Length; i++)
        {
            Assert.True(
                Math.Abs(parameter.Gradient[i]) <= parameter.GradientErrors[i] + Rounding.Tiny,
                $"{parameter.Name} was eliminated, and ∂L/∂{parameter.Name}[{i}] = {parameter.Gradient[i]:E3} in float64, where rounding of float32 is {parameter.GradientErrors[i]:E3}.");
        }
    }
}
