using Samples.Images;
using Xunit;

namespace BnCompiler.QuickStart.Tests;

public sealed class DrawnDigitsTests
{
    [Fact]
    public void SameSeedDrawsTheSameImagesOnAnyNumberOfThreads()
    {
        var one = DrawnDigits.Draw(seed: 3, first: 0, count: 200, threads: 1);
        var four = DrawnDigits.Draw(seed: 3, first: 0, count: 200, threads: 4);
        Assert.Equal(one.Labels, four.Labels);
        Assert.Equal(one.Pixels, four.Pixels);
    }

    [Fact]
    public void AnotherSeedDrawsOtherImages() =>
        Assert.NotEqual(DrawnDigits.Draw(3, 0, 10, 1).Pixels, DrawnDigits.Draw(4, 0, 10, 1).Pixels);

    [Fact]
    public void TestImagesAreNotTrainingImages()
    {
        var train = DrawnDigits.Draw(seed: 3, first: 0, count: 500, threads: 2);
        var test = DrawnDigits.Draw(seed: 3, first: 500, count: 500, threads: 2);
        var seen = Enumerable.Range(0, train.Count).Select(i => Convert.ToHexString(Bytes(train, i))).ToHashSet();
        Assert.Equal(train.Count, seen.Count);
        Assert.DoesNotContain(Enumerable.Range(0, test.Count), i => seen.Contains(Convert.ToHexString(Bytes(test, i))));
    }

    [Fact]
    public void DrawsEveryDigitAboutEquallyOften()
    {
        var images = DrawnDigits.Draw(seed: 5, first: 0, count: 5_000, threads: 2);
        // Binomial with p = 1/10: a deviation is √(5000·0.09) ≈ 21; five of them are allowed.
        Assert.All(images.Labels.CountBy(label => label), pair => Assert.InRange(pair.Value, 394, 606));
        Assert.Equal(10, images.Labels.Distinct().Count());
    }

    [Fact]
    public void PixelsAreBetweenZeroAndOneAndShowADigit()
    {
        var images = DrawnDigits.Draw(seed: 5, first: 0, count: 300, threads: 2);
        Assert.All(images.Pixels, pixel => Assert.InRange(pixel, 0f, 1f));
        Assert.All(Enumerable.Range(0, images.Count), i => Assert.InRange(CountDark(images.Image(i)), 12, 350));
    }

    [Fact]
    public void ALinearModelStaysFarBehind()
    {
        var train = DrawnDigits.Draw(seed: 7, first: 0, count: 12_000, threads: 2);
        var test = DrawnDigits.Draw(seed: 7, first: 12_000, count: 2_000, threads: 2);
        var linear = new SoftmaxRegression();
        linear.Train(train, epochs: 6, learningRate: 0.02f);
        // It does learn, but the network of the sample gets above 0.95 (see FashionNetTests).
        Assert.InRange(linear.Accuracy(test), 0.4, 0.75);
    }

    private static byte[] Bytes(ImageSet images, int index) => Array.ConvertAll(images.Image(index).ToArray(), pixel => (byte)(255 * pixel));

    private static int CountDark(ReadOnlySpan<float> image)
    {
        int count = 0;
        foreach (float pixel in image)
        {
            count += pixel > 0.5f ? 1 : 0;
        }

        return count;
    }
}
