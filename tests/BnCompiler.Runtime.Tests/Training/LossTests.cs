using System.Collections.Immutable;
using System.Text.Json;
using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Training;

public class LossTests
{
    private static readonly JsonElement PyTorch = Reference.Read("losses.json");
    private static readonly float[] Logits = PyTorch.GetProperty("logits").Singles();
    private static readonly int[] Labels = [.. PyTorch.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32())];
    private static readonly float[] Targets = PyTorch.GetProperty("targets").Singles();

    private static readonly float[] Chances = PyTorch.GetProperty("chances").Singles();
    private static readonly ImmutableArray<double> Weights = [.. PyTorch.GetProperty("weights").EnumerateArray().Select(weight => weight.GetDouble())];

    public static TheoryData<string> Cases => [.. PyTorch.GetProperty("cases").EnumerateObject().Select(entry => entry.Name)];

    private static double Evaluate(string name, float[] outputs, Span<float> gradient) => name switch
    {
        "cross_entropy" => new SoftmaxCrossEntropy().Evaluate(outputs, Labels, gradient),
        "cross_entropy_smoothed" => new SoftmaxCrossEntropy { LabelSmoothing = 0.15 }.Evaluate(outputs, Labels, gradient),
        "cross_entropy_weighted" => new SoftmaxCrossEntropy { ClassWeights = Weights }.Evaluate(outputs, Labels, gradient),
        "cross_entropy_weighted_smoothed" => new SoftmaxCrossEntropy { ClassWeights = Weights, LabelSmoothing = 0.15 }.Evaluate(outputs, Labels, gradient),
        "binary_cross_entropy" => new BinaryCrossEntropyWithLogits().Evaluate(outputs, Weights.Length, Chances, gradient),
        "binary_cross_entropy_weighted" => new BinaryCrossEntropyWithLogits { PosWeight = Weights }.Evaluate(outputs, Weights.Length, Chances, gradient),
        "huber" => new Huber().Evaluate(outputs, Weights.Length, Targets, gradient),
        "huber_wide" => new Huber { Delta = 3.5 }.Evaluate(outputs, Weights.Length, Targets, gradient),
        "mean_squared_error" => new MeanSquaredError().Evaluate(outputs, Targets, gradient),
        _ => throw new InvalidOperationException($"There is no loss for '{name}'."),
    };

    [Theory]
    [MemberData(nameof(Cases))]
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
    [MemberData(nameof(Cases))]
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
    public void BinaryCrossEntropy_IsStable()
    {
        BinaryCrossEntropyWithLogits binary = new();
        float[] gradient = new float[2];
        Assert.Equal(0, binary.Evaluate([1e30f, -1e30f], 2, [1, 0], gradient));
        Assert.Equal([0, 0], gradient);
        Assert.Equal(1e30, binary.Evaluate([1e30f, -1e30f], 2, [0, 1], gradient), 1e23);
        Assert.Equal([0.5f, -0.5f], gradient);
        Assert.Equal(Math.Exp(-40), binary.Evaluate([40], 1, [1]), 1e-30);
    }

    [Fact]
    public void WeightsOfLosses_AreChecked()
    {
        Assert.Equal("ClassWeights", Assert.Throws<ArgumentOutOfRangeException>(() => new SoftmaxCrossEntropy { ClassWeights = [1, -1] }).ParamName);
        Assert.Equal("PosWeight", Assert.Throws<ArgumentOutOfRangeException>(() => new BinaryCrossEntropyWithLogits { PosWeight = [double.NaN] }).ParamName);
        Assert.Equal("Delta", Assert.Throws<ArgumentOutOfRangeException>(() => new Huber { Delta = 0 }).ParamName);
        Assert.Contains(
            "ClassWeights has 2 numbers; expected 3", Assert.Throws<ArgumentException>(() => new SoftmaxCrossEntropy { ClassWeights = [1, 1] }.Evaluate(new float[3], [0])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "PosWeight has 2 numbers; expected 1, or 3", Assert.Throws<ArgumentException>(() => new BinaryCrossEntropyWithLogits { PosWeight = [1, 1] }.Evaluate(new float[3], 3, new float[3])).Message,
            StringComparison.Ordinal);
        Dataset chances = new(new float[4], 2, new float[] { 0.5f, 1.5f }, 1);
        Assert.Contains("sample 1 is 1.5", Assert.Throws<ArgumentException>(() => new BinaryCrossEntropyWithLogits().Check(chances, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("Huber needs 3 target values per sample; this data set has 1", Assert.Throws<ArgumentException>(() => new Huber().Check(chances, 3)).Message, StringComparison.Ordinal);
        Assert.True(double.IsNaN(new SoftmaxCrossEntropy { ClassWeights = [0, 1] }.Evaluate([1, 2], [0])));
    }

    [Fact]
    public void TopK_CountsLabelsAmongTheLargest()
    {
        float[] outputs = [1, 2, 3, /**/ 5, 5, 1, /**/ float.NaN, 0, 0, /**/ 0, 0, -1];
        Assert.Equal([3, 3, 3], Enumerable.Range(1, 3).Select(k => Accuracy.CountCorrect(outputs, [2, 0, 1, 0], k)));
        Assert.Equal([0, 2, 3], Enumerable.Range(1, 3).Select(k => Accuracy.CountCorrect(outputs, [1, 1, 1, 2], k)));
        Assert.Equal(0.5, Accuracy.TopK(outputs, [1, 1, 1, 2], 2));
        int[] labels = [2, 0, 1, 0];
        Assert.Equal(Accuracy.CountCorrect(outputs, labels), Accuracy.CountCorrect(outputs, labels, 1));
        Assert.Equal("k", Assert.Throws<ArgumentOutOfRangeException>(() => Accuracy.TopK(outputs, [0, 0, 0, 0], 4)).ParamName);
        Assert.Equal("labels", Assert.Throws<ArgumentException>(() => Accuracy.TopK([], [], 1)).ParamName);
    }

    [Fact]
    public void ConfusionMatrix_CountsPairs()
    {
        ConfusionMatrix matrix = new(3);
        matrix.Add([1, 2, 3, /**/ 5, 5, 1, /**/ float.NaN, 0, 0, /**/ 0, 1, -1], [2, 1, 1, 1]);
        matrix.Add([0, 9, 0], [2]);
        Assert.Equal((5, 1, 0.4), (matrix.Total, matrix.WithoutAnswer, matrix.Accuracy));
        Assert.Equal((1, 1, 1, 1), (matrix[2, 2], matrix[1, 0], matrix[1, 1], matrix[2, 1]));
        Assert.Equal((0.5, 1.0, 0.0), (matrix.Precision(1), matrix.Precision(2), matrix.Precision(0)));
        Assert.Equal((0.5, 0.5, 0.0), (matrix.Recall(1), matrix.Recall(2), matrix.Recall(0)));
        Assert.Equal("label      0     1     2\n    0      0     0     0\n    1      1     1     0\n    2      0     1     1\n", matrix.ToString());
        Assert.Equal("outputs", Assert.Throws<ArgumentException>(() => matrix.Add(new float[4], [0])).ParamName);
        Assert.Equal("labels", Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Add(new float[3], [3])).ParamName);
        Assert.Equal(5, matrix.Total);
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
