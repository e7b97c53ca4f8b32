using BnCompiler.Runtime;

namespace BnCompiler.Numeric.Tests.Runtime;

public sealed class ChannelVectorsTests
{
    [Theory]
    [InlineData(1, 16, 1)]
    [InlineData(5, 16, 1)]
    [InlineData(17, 32, 3)]
    [InlineData(48, 48, 5)]
    public void SpreadsOneOrEach(int count, int pitch, int shares)
    {
        float[] parameter = [.. Enumerable.Range(1, count).Select(i => (float)i)];
        float[] vector = [.. Enumerable.Repeat(float.NaN, pitch)];
        for (int share = 0; share < shares; share++)
        {
            ChannelVectors.Spread(ref parameter[0], ref vector[0], count, pitch, share, shares);
        }

        Assert.Equal(Enumerable.Range(0, pitch).Select(i => count == 1 ? 1f : i < count ? i + 1f : 0f), vector);
    }

    [Theory]
    [InlineData(1, 1, 16, 1)]
    [InlineData(5, 7, 16, 2)]
    [InlineData(18, 3, 32, 5)]
    public void SumsOfElementsGoBackWhereTheyCameFrom(int channels, int positions, int pitch, int shares)
    {
        const int Workers = 3;
        float[] parameter = [.. Enumerable.Range(1, channels * positions).Select(i => (float)i)];
        float[] elements = [.. Enumerable.Repeat(float.NaN, Workers * positions * pitch)];
        float[] gradient = new float[parameter.Length];
        for (int share = 0; share < shares; share++)
        {
            for (int worker = 0; worker < Workers; worker++)
            {
                ChannelVectors.Interleave(ref parameter[0], ref elements[worker * positions * pitch], channels, positions, pitch, share, shares);
            }

            ChannelVectors.SumElements(ref elements[0], ref gradient[0], channels, positions, pitch, Workers, positions * pitch, share, shares);
        }

        Assert.Equal(parameter.Select(value => Workers * value), gradient);
        Assert.DoesNotContain(elements, float.IsNaN);
        Assert.All(Enumerable.Range(0, elements.Length).Where(i => i % pitch >= channels), i => Assert.Equal(0, elements[i]));
    }
}
