using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Training;

/// <summary>A loss that a user writes is its mean and its gradient; the README shows this one.</summary>
public class CustomLossTests
{
    [Fact]
    public void ACustomLoss_TrainsLikeTheBuiltInOne()
    {
        Dataset training = Lines();
        SoftmaxRegression custom = new(1, 1, batchSize: 16);
        SoftmaxRegression builtIn = new(1, 1, batchSize: 16);
        Fit.Run(custom, training, Options(new SquaredError()));
        Fit.Run(builtIn, training, Options(new MeanSquaredError()));
        Assert.NotEqual(new SoftmaxRegression(1, 1, batchSize: 16).Parameters.Trainable.ToArray(), custom.Parameters.Trainable.ToArray());
        Assert.Equal(Bits.Of(builtIn.Parameters), Bits.Of(custom.Parameters));
    }

    [Fact]
    public void ALoopByHand_NeedsOnlyTheGradient()
    {
        Dataset training = Lines().Slice(0, 16);
        SoftmaxRegression byHand = new(1, 1, batchSize: 16);
        Sgd optimizer = new(0.1);
        ReadOnlySpan<float> outputs = byHand.Forward(training.Inputs.Span);
        float[] gradient = new float[outputs.Length];
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = (float)(2 * ((double)outputs[i] - training.Targets.Span[i]) / gradient.Length);
        }

        byHand.Backward(gradient);
        optimizer.Step(byHand);

        SoftmaxRegression fitted = new(1, 1, batchSize: 16);
        Fit.Run(fitted, training, Options(new MeanSquaredError()) with { Epochs = 1, Optimizer = new Sgd(0.1), Shuffle = false });
        Assert.Equal(Bits.Of(fitted.Parameters), Bits.Of(byHand.Parameters));
    }

    [Fact]
    public void TheReadme_ShowsIt()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "BnCompiler.sln")))
        {
            root = root.Parent;
        }

        string[] readme = File.ReadAllLines(Path.Combine(root!.FullName, "README.md"));
        string[] source = File.ReadAllLines(Path.Combine(root.FullName, "tests", "BnCompiler.Runtime.Tests", "Support", "SquaredError.cs"));
        string[] declaration = [.. source.SkipWhile(line => !line.Contains("class SquaredError", StringComparison.Ordinal))];
        Assert.NotEmpty(declaration);
        Assert.Contains(string.Join('\n', declaration), string.Join('\n', readme), StringComparison.Ordinal);
    }

    private static Dataset Lines()
    {
        float[] inputs = [.. Enumerable.Range(0, 64).Select(i => i / 32f)];
        return new Dataset(inputs, 1, inputs.Select(x => (3 * x) - 1).ToArray(), 1);
    }

    private static FitOptions Options(Loss loss) => new() { Epochs = 5, Optimizer = new Sgd(0.1) { Momentum = 0.9 }, Loss = loss };
}
