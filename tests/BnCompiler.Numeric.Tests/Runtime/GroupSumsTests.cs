using BnCompiler.Runtime;

namespace BnCompiler.Numeric.Tests.Runtime;

/// <summary>Groups that begin and end anywhere in the vectors that are handed in.</summary>
public sealed class GroupSumsTests
{
    private const int Positions = 4;

    [Theory]
    [InlineData(6, 3, 16, 16)]
    [InlineData(6, 1, 16, 4)]
    [InlineData(18, 6, 32, 8)]
    [InlineData(33, 11, 48, 16)]
    [InlineData(16, 16, 16, 4)]
    public void EveryChannelGetsTheResultsOfItsGroup(int channels, int perGroup, int pitch, int lanes)
    {
        double[] first = [.. Enumerable.Range(0, pitch).Select(c => c + 1.0)];
        double[] second = [.. Enumerable.Range(0, pitch).Select(c => 100.0 * (c + 1))];
        float[] results = [.. Enumerable.Repeat(float.NaN, 2 * pitch)];
        var group = new GroupSums(channels, perGroup, Positions, pitch);
        for (int c = 0; c < pitch; c += lanes)
        {
            double[] sums = [.. first[c..(c + lanes)], .. second[c..(c + lanes)]];
            group.AddGradients(ref sums[0], lanes, c, ref results[0]);
        }

        for (int c = 0; c < pitch; c++)
        {
            double mean = c < channels ? first.Skip(c / perGroup * perGroup).Take(perGroup).Sum() / (perGroup * Positions) : 0;
            Assert.Equal((float)mean, results[c]);
            Assert.Equal((float)(100 * mean), results[pitch + c]);
        }
    }

    [Fact]
    public void DeviationsMoveTheOriginToTheMean()
    {
        // Two channels of one group: x = 7, 9 and 10, 14; the origin is 9.
        const int Pitch = 4;
        double[] sums = [-2, 6, 0, 0, 4, 26, 0, 0];
        float[] statistics = [9, 9, 0, 0, 0, 0, 0, 0];
        var group = new GroupSums(2, 2, 2, Pitch);
        group.AddDeviations(ref sums[0], Pitch, 0, ref statistics[0], epsilon: 0.5);

        float inverse = (float)(1 / Math.Sqrt(6.5 + 0.5));
        Assert.Equal([10, 10, 0, 0, inverse, inverse, 0, 0], statistics);
    }
}
