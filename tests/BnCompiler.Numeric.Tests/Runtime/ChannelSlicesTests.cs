using BnCompiler.Runtime;

namespace BnCompiler.Numeric.Tests.Runtime;

public sealed class ChannelSlicesTests
{
    private const int Height = 2, Width = 3, Samples = 2;

    [Theory]
    [InlineData(1, 0, 0, false)]
    [InlineData(5, 3, 1, false)]
    [InlineData(17, 2, 5, true)]
    [InlineData(33, 0, 7, true)]
    public void TouchesExactlyItsChannels(int channels, int xChannel, int yChannel, bool accumulate)
    {
        int xPitch = xChannel + channels + 1, yPitch = yChannel + channels + 2;
        int xRow = Width * xPitch, yRow = (Width + 1) * yPitch;
        float[] x = [.. Enumerable.Range(1, Samples * Height * xRow).Select(i => (float)i)];
        float[] y = [.. Enumerable.Range(1, Samples * Height * yRow).Select(i => -1000f * i)];
        float[] before = [.. y];
        ChannelSlices.Copy(
            ref x[0], ref y[0], channels, Height, Width, xChannel, xPitch, xRow, Height * xRow, yChannel, yPitch, yRow, Height * yRow, accumulate, 1, Samples);

        for (int i = 0; i < y.Length; i++)
        {
            int n = i / (Height * yRow), row = i / yRow % Height, column = i % yRow / yPitch, channel = (i % yPitch) - yChannel;
            bool moved = n == 1 && column < Width && channel >= 0 && channel < channels;
            float source = moved ? x[(((n * Height) + row) * xRow) + (column * xPitch) + xChannel + channel] : 0;
            Assert.Equal(moved && !accumulate ? source : before[i] + source, y[i]);
        }
    }
}
