using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>How a folded model and a trainer are used: from many threads, without allocating, unaffected by later training.</summary>
public sealed class InferenceUseTests : IDisposable
{
    private static readonly NetSpec Spec = new(
        Extent.Image(3, 10, 9),
        new Conv2dSpec(17, new Window(3) { Padding = 1 }),
        new BatchNormSpec(),
        new ReLUSpec(),
        new MaxPool2dSpec(new Window(2) { Stride = 2 }),
        new FlattenSpec(),
        new LinearSpec(12),
        new BatchNormSpec(),
        new SigmoidSpec(),
        new LinearSpec(5),
        new SoftmaxSpec());

    private readonly CompiledNetworks compiled = new(Spec);

    public void Dispose() => compiled.Dispose();

    [Fact]
    public void ManyThreadsShareOneModel()
    {
        const int Samples = 64;
        const int Workers = 8;
        const int Rounds = 20;
        var predict = compiled[0].Fold();
        float[] inputs = new RandomValues(4).Normals(Samples * Spec.Input.Length);
        float[] expected = new float[Samples * 5];
        for (int n = 0; n < Samples; n++)
        {
            predict(Sample(inputs, n), expected.AsSpan(n * 5, 5));
        }

        float[][] results = [.. Enumerable.Range(0, Workers).Select(_ => new float[expected.Length])];
        var threads = results.Select((result, worker) => new Thread(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                Array.Clear(result);
                for (int i = 0; i < Samples; i++)
                {
                    int n = (i + (worker * 7)) % Samples;
                    predict(Sample(inputs, n), result.AsSpan(n * 5, 5));
                }
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.All(results, result => Assert.Equal(expected, result));
    }

    [Fact]
    public void PredictAllocatesNothing()
    {
        var predict = compiled[0].Fold();
        float[] inputs = new RandomValues(4).Normals(4 * Spec.Input.Length);
        float[] outputs = new float[4 * 5];
        AssertAllocatesNothing(() => predict(inputs, outputs));
        AssertAllocatesNothing(() => predict(Sample(inputs, 0), outputs.AsSpan(0, 5)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TrainingStepAllocatesNothing(int threads)
    {
        var network = compiled[0];
        using var trainer = network.CreateTrainer(4, threads);
        var optimizer = new Sgd(0.01) { Momentum = 0.9 };
        float[] inputs = new RandomValues(4).Normals(4 * Spec.Input.Length);
        float[] gradient = new RandomValues(5).Normals(4 * 5);
        AssertAllocatesNothing(() =>
        {
            trainer.Forward(inputs);
            trainer.Backward(gradient);
            optimizer.Step(trainer);
        });
    }

    [Fact]
    public void FoldedModelKeepsItsValuesWhileTrainingGoesOn()
    {
        var network = compiled[0];
        float[] input = new RandomValues(4).Normals(Spec.Input.Length);
        float[] before = new float[5];
        float[] after = new float[5];
        var predict = network.Fold();
        predict(input, before);
        network.Parameters.Block.Fill(0.5f);
        predict(input, after);
        Assert.Equal(before, after);
        network.Fold()(input, after);
        Assert.NotEqual(before, after);
    }

    [Fact]
    public void RepeatedRunsAreBitwiseEqual()
    {
        var network = compiled[0];
        float[] inputs = new RandomValues(4).Normals(4 * Spec.Input.Length);
        float[] gradient = new RandomValues(5).Normals(4 * 5);
        float[][] gradients = [.. Enumerable.Range(0, 3).Select(_ =>
        {
            using var trainer = network.CreateTrainer(4, threads: 2);
            trainer.Forward(inputs);
            trainer.Backward(gradient);
            return trainer.Gradients.ToArray();
        })];
        Assert.Equal(gradients[0], gradients[1]);
        Assert.Equal(gradients[0], gradients[2]);
    }

    private static ReadOnlySpan<float> Sample(float[] inputs, int index) => inputs.AsSpan(index * Spec.Input.Length, Spec.Input.Length);

    private static void AssertAllocatesNothing(Action action)
    {
        for (int i = 0; i < 3; i++)
        {
            action();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            action();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
