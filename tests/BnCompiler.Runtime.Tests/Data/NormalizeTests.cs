namespace BnCompiler.Runtime.Tests.Data;

public class NormalizeTests
{
    /// <summary>Two samples of two channels of two values.</summary>
    private static Dataset Small() => new(new float[] { 1, 3, 10, 10, 5, 7, 10, 10 }, 4, new[] { 1, 0 });

    [Fact]
    public void ChannelsGetMeanZeroAndDeviationOne()
    {
        Dataset original = Small();
        Normalize normalize = Normalize.Of(original, 2);
        Assert.Equal([4, 10], normalize.Mean.ToArray());

        // (9 + 1 + 1 + 9) / 4, and a channel that is constant.
        Assert.Equal([(float)Math.Sqrt(5), 1], normalize.Std.ToArray());
        Dataset normalized = normalize.Apply(original);
        float unit = 1 / (float)Math.Sqrt(5);
        float[] expected = [-3 * unit, -unit, 0, 0, unit, 3 * unit, 0, 0];
        Assert.Equal(expected, normalized.Inputs.ToArray(), (one, other) => Math.Abs(one - other) < 1e-6);
        Assert.Equal([1, 0], normalized.Labels.ToArray());
        Assert.Equal(Small().Inputs.ToArray(), original.Inputs.ToArray());
    }

    [Fact]
    public void TargetsAndSingleSamplesAreKept()
    {
        Normalize normalize = new([1, 2], [2, 4]);
        Dataset valued = normalize.Apply(new Dataset(new float[] { 3, 6 }, 2, new float[] { 8, 9 }, 2));
        Assert.Equal([1, 1], valued.Inputs.ToArray());
        Assert.Equal([8, 9], valued.Targets.ToArray());
        float[] sample = [3, 6];
        normalize.Apply(sample);
        Assert.Equal([1, 1], sample);
    }

    /// <summary>A mean far from zero: the sum of squares less the square of the sum would lose every digit.</summary>
    [Fact]
    public void ALargeMeanDoesNotSpoilTheDeviation() =>
        Assert.Equal([1], Normalize.Of(new Dataset(new float[] { 1_000_001, 999_999 }, 1, new int[2]), 1).Std.ToArray());

    [Fact]
    public void BadArguments_AreNamed()
    {
        Assert.Equal("channels", Refused(() => Normalize.Of(Small(), 0)));
        Assert.Equal("channels", Refused(() => Normalize.Of(Small(), 3)));
        Assert.Equal("dataset", Refused(() => Normalize.Of(new Dataset(new float[0], 4, new int[0]), 2)));
        Assert.Equal("std", Refused(() => new Normalize([1], [])));
        Assert.Equal("std", Refused(() => new Normalize([], [])));
        Assert.Equal("std", Refused(() => new Normalize([1], [0])));
        Assert.Equal("std", Refused(() => new Normalize([1], [float.NaN])));
        Assert.Equal("channels", Refused(() => new Normalize([1, 1, 1], [1, 1, 1]).Apply(Small())));

        static string? Refused(Func<object> create) => Assert.ThrowsAny<ArgumentException>(create).ParamName;
    }
}
