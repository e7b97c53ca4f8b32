namespace BnCompiler.Runtime.Tests.Data;

public class AugmentationTests
{
    private static float[] Numbered(int length) => [.. Enumerable.Range(1, length).Select(i => (float)i)];

    [Theory]
    [InlineData(1, 5, 7, 2)]
    [InlineData(3, 4, 4, 1)]
    [InlineData(2, 3, 2, 6)]
    [InlineData(1, 1, 1, 1)]
    public void RandomCrop_IsTheTextbooksCropOfThePaddedImage(int channels, int height, int width, int padding)
    {
        RandomCrop crop = new(channels, height, width, padding) { Fill = -1 };
        for (ulong seed = 0; seed < 200; seed++)
        {
            float[] image = Numbered(channels * height * width);
            crop.Apply(image, new RandomSource(seed));
            RandomSource draws = new(seed);
            int top = draws.NextInt32((2 * padding) + 1);
            int left = draws.NextInt32((2 * padding) + 1);
            Assert.Equal(Crop(Numbered(image.Length), channels, height, width, padding, top, left), image);
        }
    }

    [Fact]
    public void RandomCrop_DrawsEveryOffsetAboutEquallyOften()
    {
        RandomCrop crop = new(1, 5, 5, 2);
        RandomSource random = new(1);
        int[] counts = new int[25];
        for (int draw = 0; draw < 10_000; draw++)
        {
            // The pixel in the middle stays in the image and says where it went.
            float[] image = new float[25];
            image[12] = 1;
            crop.Apply(image, random);
            counts[Array.IndexOf(image, 1)]++;
        }

        // Binomial with p = 1/25: a deviation is √(400·0.96) ≈ 20; five of them are allowed.
        Assert.All(counts, count => Assert.InRange(count, 300, 500));
    }

    [Fact]
    public void RandomCrop_WithoutPadding_ChangesNothing()
    {
        float[] image = Numbered(24);
        new RandomCrop(2, 3, 4, 0).Apply(image, new RandomSource(1));
        Assert.Equal(Numbered(24), image);
    }

    [Fact]
    public void RandomHorizontalFlip_MirrorsRows()
    {
        float[] image = Numbered(12);
        RandomHorizontalFlip always = new(3, p: 1);
        always.Apply(image, new RandomSource(1));
        Assert.Equal([3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10], image);
        always.Apply(image, new RandomSource(1));
        Assert.Equal(Numbered(12), image);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.5, 4_750, 5_250)]
    [InlineData(0.1, 850, 1_150)]
    [InlineData(1, 10_000, 10_000)]
    public void RandomHorizontalFlip_FlipsAsOftenAsItsProbability(double p, int low, int high)
    {
        RandomHorizontalFlip flip = new(2, p);
        RandomSource random = new(3);
        int flipped = 0;
        for (int draw = 0; draw < 10_000; draw++)
        {
            float[] image = [1, 2];
            flip.Apply(image, random);
            flipped += image[0] == 2 ? 1 : 0;
        }

        Assert.InRange(flipped, low, high);
    }

    [Fact]
    public void Compose_AppliesInOrder_WithOneSequenceOfDraws()
    {
        RandomCrop crop = new(1, 3, 4, 2);
        RandomHorizontalFlip flip = new(4);
        for (ulong seed = 0; seed < 50; seed++)
        {
            float[] composed = Numbered(12);
            new Compose(crop, flip).Apply(composed, new RandomSource(seed));
            float[] expected = Numbered(12);
            RandomSource random = new(seed);
            crop.Apply(expected, random);
            flip.Apply(expected, random);
            Assert.Equal(expected, composed);
        }
    }

    [Fact]
    public void BadArguments_AreNamed()
    {
        Assert.Equal("channels", Refused(() => new RandomCrop(0, 1, 1, 1)));
        Assert.Equal("height", Refused(() => new RandomCrop(1, 0, 1, 1)));
        Assert.Equal("width", Refused(() => new RandomCrop(1, 1, 0, 1)));
        Assert.Equal("padding", Refused(() => new RandomCrop(1, 1, 1, -1)));
        Assert.Equal("padding", Refused(() => new RandomCrop(1, 1, 1, int.MaxValue)));
        Assert.Equal("width", Refused(() => new RandomHorizontalFlip(0)));
        Assert.Equal("p", Refused(() => new RandomHorizontalFlip(2, 1.5)));
        Assert.Equal("p", Refused(() => new RandomHorizontalFlip(2, double.NaN)));
        Assert.Equal("augmentations", Refused(() => new Compose(new RandomHorizontalFlip(2), null!)));

        static string? Refused(Func<object> create) => Assert.ThrowsAny<ArgumentException>(create).ParamName;
    }

    [Fact]
    public void SamplesOfAnotherLength_AreRefused()
    {
        Assert.Contains("images of [3, 2, 2], 12 values; the samples have 11", Refusal(new RandomCrop(3, 2, 2, 1), 11), StringComparison.Ordinal);
        Assert.Contains("rows of 3 values; the samples have 11", Refusal(new RandomHorizontalFlip(3), 11), StringComparison.Ordinal);
        Assert.Contains("rows of 5 values", Refusal(new Compose(new RandomHorizontalFlip(11), new RandomHorizontalFlip(5)), 11), StringComparison.Ordinal);
        new Compose().Check(11);

        static string Refusal(Augmentation augmentation, int length) => Assert.Throws<ArgumentException>(() => augmentation.Check(length)).Message;
    }

    private static float[] Crop(float[] image, int channels, int height, int width, int padding, int top, int left)
    {
        float[] result = new float[image.Length];
        for (int c = 0; c < channels; c++)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int sourceY = y + top - padding;
                    int sourceX = x + left - padding;
                    bool isInside = sourceY >= 0 && sourceY < height && sourceX >= 0 && sourceX < width;
                    result[(((c * height) + y) * width) + x] = isInside ? image[(((c * height) + sourceY) * width) + sourceX] : -1;
                }
            }
        }

        return result;
    }
}
