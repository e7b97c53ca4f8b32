using BnCompiler.Tool.Tests.Support;

namespace BnCompiler.Tool.Tests.Importing;

/// <summary>Operators whose meaning depends on the opset or on an attribute, computed by the compiled network.</summary>
public class OperatorTests
{
    private static readonly float[] Six = [1, 2, 3, 4, 5, 6];

    /// <summary>In front of opset 13 it is over all axes from one on, since then over one.</summary>
    [Theory]
    [InlineData(12, 0.0042697787f, 0.6336913f)]
    [InlineData(13, 0.04742587f, 0.95257413f)]
    public void Softmax_DependsOnTheOpset(long opset, float first, float last)
    {
        var model = new ModelBuilder(opset).Input("x", 1, 2, 3).Node("Softmax", "x", "y", ("axis", 1)).Output("y", 1, 2, 3);
        float[] y = Imported.Predict(model, [1, 2, 3], Six);
        Assert.Equal(first, y[0], 1e-6f);
        Assert.Equal(last, y[5], 1e-6f);
    }

    [Fact]
    public void Arithmetic_InFrontOfOpset7_BroadcastsAlongItsAxis() => Close(
        [11, 12, 13, 24, 25, 26],
        new ModelBuilder(6).Input("x", 1, 2, 3).Constant("c", [2], 10, 20).Node("Add", "x c", "y", ("broadcast", 1), ("axis", 1)).Output("y", 1, 2, 3));

    [Fact]
    public void Arithmetic_SinceOpset7_BroadcastsFromTheEnd() => Close(
        [11, 22, 33, 14, 25, 36],
        new ModelBuilder(7).Input("x", 1, 2, 3).Constant("c", [3], 10, 20, 30).Node("Add", "x c", "y").Output("y", 1, 2, 3));

    [Fact]
    public void AConstantMinusAValue_ChangesTheSign() => Close(
        [9, 8, 7, 6, 5, 4], new ModelBuilder().Input("x", 1, 2, 3).Constant("c", [], 10).Node("Sub", "c x", "y").Output("y", 1, 2, 3));

    [Fact]
    public void Gemm_ScalesByAlphaAndBeta() => Close(
        [(2 * 14) + 30, (2 * 32) + 60],
        new ModelBuilder().Input("x", 1, 3).Constant("b", [2, 3], 1, 2, 3, 4, 5, 6).Constant("c", [2], 10, 20)
            .Node("Gemm", "x b c", "y", ("transB", 1), ("alpha", 2f), ("beta", 3f)).Output("y", 1, 2),
        [1, 3], 1, 2, 3);

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    public void Clip_HasItsBoundsAsAttributesOrInputs(long opset)
    {
        var model = new ModelBuilder(opset).Input("x", 1, 2, 3).Constant("low", [], 2).Constant("high", [], 5).Output("y", 1, 2, 3);
        Close([2, 2, 3, 4, 5, 5], opset < 11 ? model.Node("Clip", "x", "y", ("min", 2f), ("max", 5f)) : model.Node("Clip", "x low high", "y"));
    }

    [Fact]
    public void ClipBelowOnly_HasNoUpperBound() => Close(
        [2, 2, 3, 4, 5, 6], new ModelBuilder().Input("x", 1, 2, 3).Constant("low", [], 2).Node("Clip", "x low", "y").Output("y", 1, 2, 3));

    /// <summary>Windows may lie over the border; what they divide by does not count it unless asked for.</summary>
    [Theory]
    [InlineData(0, new float[] { 1.5f, 2, 2.5f })]
    [InlineData(1, new float[] { 1, 2, 5 / 3f })]
    public void AveragePool_CountsTheBorderWhenAskedFor(int counts, float[] expected) => Close(
        expected,
        new ModelBuilder().Input("x", 1, 1, 3)
            .Node("AveragePool", "x", "y", ("kernel_shape", new long[] { 3 }), ("pads", new long[] { 1, 1 }), ("count_include_pad", counts)).Output("y", 1, 1, 3),
        [1, 1, 3], 1, 2, 3);

    /// <summary>Zeros around negative values would win.</summary>
    [Fact]
    public void MaxPool_WithABorderBehindOnly_NeverTakesIt() => Close(
        [-1, -2, -3],
        new ModelBuilder().Input("x", 1, 1, 3).Node("MaxPool", "x", "y", ("kernel_shape", new long[] { 2 }), ("pads", new long[] { 0, 1 })).Output("y", 1, 1, 3),
        [1, 1, 3], -1, -2, -3);

    [Fact]
    public void Exp_IsThatOfWholeRange()
    {
        float[] x = [-80, -1, 0, 1, 10, 80];
        float[] y = Imported.Predict(new ModelBuilder().Input("x", 1, 2, 3).Node("Exp", "x", "y").Output("y", 1, 2, 3), [1, 2, 3], x);
        Assert.All(x.Zip(y), pair => Assert.Equal(1, pair.Second / Math.Exp(pair.First), 1e-4));
    }

    [Fact]
    public void Erf_InItsPattern_IsGelu() => Assert.Equal(
        ["[Network(4)]", "[GELU]"],
        Imported.Lines(new ModelBuilder().Input("x", 1, 4).Constant("r", [], 1.4142135f).Constant("one", [], 1).Constant("half", [], 0.5f)
            .Node("Div", "x r", "d").Node("Erf", "d", "e").Node("Add", "e one", "a").Node("Mul", "x a", "m").Node("Mul", "m half", "y").Output("y", 1, 4)));

    [Fact]
    public void Permutations_AreExact()
    {
        int[] sizes = [2, 3, 4, 5];
        float[] x = [.. Enumerable.Range(0, 120).Select(value => (float)value)];
        var model = new ModelBuilder().Input("x", 1, 2, 3, 4, 5).Node("Transpose", "x", "y", ("perm", new long[] { 0, 3, 1, 4, 2 })).Output("y", 1, 4, 2, 5, 3);
        var expected = from c in Enumerable.Range(0, sizes[2])
                       from a in Enumerable.Range(0, sizes[0])
                       from d in Enumerable.Range(0, sizes[3])
                       from b in Enumerable.Range(0, sizes[1])
                       select (float)((((((a * sizes[1]) + b) * sizes[2]) + c) * sizes[3]) + d);
        Assert.Equal(expected, Imported.Predict(model, [1, .. sizes], x));
    }

    private static void Close(float[] expected, ModelBuilder model) => Close(expected, model, [1, 2, 3], Six);

    private static void Close(float[] expected, ModelBuilder model, int[] sizes, params float[] x)
    {
        float[] y = Imported.Predict(model, [.. sizes], x);
        Assert.Equal(expected.Length, y.Length);
        Assert.All(expected.Zip(y), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }
}
