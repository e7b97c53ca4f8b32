using System.Text.Json;
using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Training;

public class LossTests
{
    private static readonly JsonElement PyTorch = Reference.Read("losses.json");
    private static readonly float[] Logits = PyTorch.GetProperty("logits").Singles();
    private static readonly int[] Labels = [.. PyTorch.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32())];
    private static readonly float[] Targets = PyTorch.GetProperty("targets").Singles();

    private static double Evaluate(string name, float[] outputs, Span<float> gradient) => name switch
    {
        "cross_entropy" => new SoftmaxCrossEntropy().Evaluate(outputs, Labels, gradient),
        "cross_entropy_smoothed" => new SoftmaxCrossEntropy { LabelSmoothing = 0.15 }.Evaluate(outputs, Labels, gradient),
        _ => new MeanSquaredError().Evaluate(outputs, Targets, gradient),
    };

    [Theory]
    [InlineData("cross_entropy")]
    [InlineData("cross_entropy_smoothed")]
    [InlineData("mean_squared_error")]
    public void LossAndGradient_AreThoseOfPyTorch(string name)
    {
        JsonElement expected = PyTorch.GetProperty("cases").GetProperty(name);
        float[] gradient = new float[Logits.Length];
        double loss = Evaluate(name, Logits, gradient);
        Assert.Equal(expected.GetProperty("loss").GetDouble(), loss, 1e-13 * Math.Abs(loss));

        // Both are computed in double and rounded once to float, here and there.
        Assert.All(expected.GetProperty("gradient").Singles().Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, Math.Abs(pair.First) * 1.2e-7));
        Assert.Equal(loss, Evaluate(name, Logits, default));
    }

    [Theory]
    [InlineData("cross_entropy")]
    [InlineData("cross_entropy_smoothed")]
    [InlineData("mean_squared_error")]
    public void Gradient_IsTheSlopeOfTheLoss(string name)
    {
        float[] gradient = new float[Logits.Length];
        Evaluate(name, Logits, gradient);
        const float Step = 1f / 256;
        for (int i = 0; i < Logits.Length; i++)
        {
            float[] moved = [.. Logits];
            moved[i] = Logits[i] + Step;
            double width = moved[i];
            double above = Evaluate(name, moved, default);
            moved[i] = Logits[i] - Step;
            width -= moved[i];
            double below = Evaluate(name, moved, default);

            // Central differences err by f‴h²/6, and no loss here has a third derivative above 1.
            Assert.Equal((above - below) / width, gradient[i], Step * Step / 6);
        }
    }

    [Fact]
    public void CrossEntropy_IsStable()
    {
        float[] gradient = new float[3];
        Assert.Equal(0, new SoftmaxCrossEntropy().Evaluate([1e30f, -1e30f, 0], [0], gradient));
        Assert.Equal([0, 0, 0], gradient);
        Assert.Equal(2e30, new SoftmaxCrossEntropy().Evaluate([1e30f, -1e30f, 0], [1], gradient), 1e24);
        Assert.Equal([1, -1, 0], gradient);
        Assert.Equal(Math.Log(2), new SoftmaxCrossEntropy().Evaluate([-3e38f, -3e38f], [1]), 1e-12);
        Assert.True(double.IsNaN(new SoftmaxCrossEntropy().Evaluate([float.NaN, 0], [1])));
    }

    [Fact]
    public void BadArguments_AreNamed()
    {
        SoftmaxCrossEntropy entropy = new();
        ArgumentOutOfRangeException label = Assert.Throws<ArgumentOutOfRangeException>(() => entropy.Evaluate(new float[6], [0, 3]));
        Assert.Contains("label of sample 1 is 3; expected 0 to 2", label.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => entropy.Evaluate(new float[6], [-1, 0]));
        Assert.Equal("logits", Assert.Throws<ArgumentException>(() => entropy.Evaluate(new float[5], [0, 1])).ParamName);
        Assert.Equal("logits", Assert.Throws<ArgumentException>(() => entropy.Evaluate([], Array.Empty<int>())).ParamName);
        Assert.Equal("gradient", Assert.Throws<ArgumentException>(() => entropy.Evaluate(new float[6], [0, 1], new float[5])).ParamName);
        Assert.Equal("LabelSmoothing", Assert.Throws<ArgumentOutOfRangeException>(() => new SoftmaxCrossEntropy { LabelSmoothing = 1.1 }).ParamName);
        MeanSquaredError squared = new();
        Assert.Equal("targets", Assert.Throws<ArgumentException>(() => squared.Evaluate(new float[6], new float[5])).ParamName);
        Assert.Equal("gradient", Assert.Throws<ArgumentException>(() => squared.Evaluate(new float[6], new float[6], new float[1])).ParamName);
        Assert.Equal("targets", Assert.Throws<ArgumentException>(() => squared.Evaluate(new float[6], 3, new TargetBatch([0, 1]))).ParamName);
        Assert.Equal("targets", Assert.Throws<ArgumentException>(() => entropy.Evaluate(new float[6], 3, new TargetBatch(new float[6]))).ParamName);
    }

    [Fact]
    public void Accuracy_CountsFirstLargest()
    {
        float[] outputs = [1, 2, 3, /**/ 5, 5, 1, /**/ float.NaN, 0, 0, /**/ float.NegativeInfinity, float.NegativeInfinity, -1];
        Assert.Equal(3, Accuracy.CountCorrect(outputs, [2, 0, 0, 2]));
        Assert.Equal(0.25, Accuracy.Of(outputs, [2, 1, 1, 0]));
        Assert.Equal("outputs", Assert.Throws<ArgumentException>(() => Accuracy.Of(outputs, [1, 2, 3, 4, 5])).ParamName);
        Assert.Equal("labels", Assert.Throws<ArgumentException>(() => Accuracy.Of([], [])).ParamName);
    }
}
