using System.Runtime.InteropServices;
using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>
/// Batches of 1, 2, 3, a prime number of samples and all that the trainer takes, after a full batch of bad values: right beside the reference, and bit for bit what a new trainer
/// of exactly this size computes.
/// </summary>
public sealed class BatchSizeTests(BatchSizeTests.Compiled compiled) : IClassFixture<BatchSizeTests.Compiled>
{
    private const int Largest = 11;

    private static readonly string[] Names = [.. BatchSizeNetworks.All.Keys];
    private static readonly int[] Counts = [1, 2, 3, 7, Largest];

    public static TheoryData<string, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int>();
            foreach (string name in Names)
            {
                foreach (int count in Counts)
                {
                    cases.Add(name, count, 1);
                    cases.Add(name, count, 2);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ABatchOfAnySize_IsThatOfTheReference(string name, int count, int threads)
    {
        var spec = BatchSizeNetworks.All[name] with { Batch = count };
        using var run = new NetworkComparison(spec, compiled.Networks[Array.IndexOf(Names, name)], seed: count, threads, new Comparison(), Largest);
        run.Poison(float.NaN);
        run.CheckAll();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void NothingIsLeftOfTheBatchBefore(string name, int count, int threads)
    {
        var spec = BatchSizeNetworks.All[name] with { Batch = count };
        int index = Array.IndexOf(Names, name);
        var random = new RandomValues(count);
        float[] input = random.Normals(count * spec.Sample.Length, mean: spec.InputOffset);
        float[] outputGradient = random.Normals(count * spec.Result.Length);
        float[] bad = [1e30f, float.PositiveInfinity, float.NaN];
        if (spec.BatchNormsOfOneValue().FirstOrDefault() is { } batchNorm)
        {
            CheckRefusal(compiled.Networks[index], input, threads, batchNorm);
            return;
        }

        uint[] expected = Step(compiled.Networks[index], count, threads, [], input, outputGradient);
        Assert.Equal(expected, Step(compiled.Networks[index], Largest, threads, bad, input, outputGradient));
        Assert.All(expected, bits => Assert.True(float.IsFinite(BitConverter.UInt32BitsToSingle(bits))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void SizesThatTheTrainerDoesNotTake_AreNamed(int threads)
    {
        using var trainer = compiled.Networks[0].CreateTrainer(Largest, threads);
        int sample = trainer.InputLength;
        Assert.Contains($"{Largest + 1} samples, expected at most {Largest}", Assert.Throws<ArgumentException>(() => trainer.Forward(new float[(Largest + 1) * sample]).Length).Message);
        Assert.Contains($"expected a multiple of {sample}", Assert.Throws<ArgumentException>(() => trainer.Forward(new float[sample + 1]).Length).Message);
        Assert.Throws<ArgumentException>(() => trainer.Forward([]).Length);
        trainer.Forward(new float[3 * sample]);
        Assert.Contains("3 samples", Assert.Throws<ArgumentException>(() => trainer.Backward(new float[2 * trainer.OutputLength])).Message);
    }

    private static void CheckRefusal(NetworkUnderTest network, float[] input, int threads, string batchNorm)
    {
        using var trainer = network.CreateTrainer(Largest, threads);
        Assert.Equal(2, trainer.MinimumBatchSize);
        uint[] before = Bits(network.Parameters.Block);
        ulong state = trainer.RandomState;
        var exception = Assert.Throws<ArgumentException>(() => trainer.Forward(input).Length);
        Assert.Equal("inputs", exception.ParamName);
        Assert.Contains($"'{batchNorm}' would see one value per channel", exception.Message);
        Assert.Equal(before, Bits(network.Parameters.Block));
        Assert.Equal(state, trainer.RandomState);
    }

    /// <summary>Outputs, gradients, parameters and running statistics after one forward and backward pass behind batches of bad values.</summary>
    private static uint[] Step(NetworkUnderTest network, int batchSize, int threads, float[] bad, float[] input, float[] outputGradient)
    {
        network.Parameters.Initialize(5);
        using var trainer = network.CreateTrainer(batchSize, threads);
        foreach (float value in bad)
        {
            Poisoning.Run(trainer, value);
        }

        Assert.Equal(bad.Length > 0, trainer.Gradients.ToArray().Any(float.IsNaN));

        network.Parameters.Initialize(5);
        trainer.RandomState = 77;
        float[] outputs = trainer.Forward(input).ToArray();
        Assert.Null(trainer.FindNonFiniteLayer());
        trainer.Backward(outputGradient);
        float[] predictions = new float[outputs.Length];
        float[] gradients = trainer.Gradients.ToArray();
        trainer.Predict(input, predictions);
        return [.. Bits(outputs), .. Bits(gradients), .. Bits(network.Parameters.Block), .. Bits(predictions)];
    }

    private static uint[] Bits(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, uint>(values).ToArray();

    /// <summary>All networks in one compilation, made once.</summary>
    public sealed class Compiled : IDisposable
    {
        internal CompiledNetworks Networks { get; } = new([.. BatchSizeNetworks.All.Values]);

        public void Dispose() => Networks.Dispose();
    }
}
