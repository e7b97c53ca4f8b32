namespace BnCompiler.Runtime.Tests.Parameters;

public class RandomSourceTests
{
    /// <summary>Seed 0 through SplitMix64 and xoshiro256**, as published: other libraries give the same numbers.</summary>
    [Fact]
    public void NextUInt64_IsThePublishedSequence()
    {
        RandomSource random = new(0UL);
        Assert.Equal(
            [11091344671253066420, 13793997310169335082, 1900383378846508768, 7684712102626143532],
            Enumerable.Range(0, 4).Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void NextInt32_ReachesEveryValueEquallyOften()
    {
        RandomSource random = new(5UL);
        const int Draws = 70_000;
        int[] counts = new int[7];
        for (int i = 0; i < Draws; i++)
        {
            counts[random.NextInt32(counts.Length)]++;
        }

        // Chi-square with 6 degrees of freedom is below 22.5 with probability 0.999.
        double expected = Draws / 7.0;
        Assert.InRange(counts.Sum(count => (count - expected) * (count - expected) / expected), 0, 22.5);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt32(0));
    }

    [Fact]
    public void Shuffle_IsAPermutationThatTheSeedDecides()
    {
        int[] first = Shuffled(new RandomSource(1, 2));
        Assert.Equal(first, Shuffled(new RandomSource(1, 2)));
        Assert.NotEqual(first, Shuffled(new RandomSource(1, 3)));
        Assert.NotEqual(first, Shuffled(new RandomSource(2, 2)));
        Assert.Equal(Enumerable.Range(0, 100), first.Order());
    }

    private static int[] Shuffled(RandomSource random)
    {
        int[] items = [.. Enumerable.Range(0, 100)];
        random.Shuffle(items.AsSpan());
        return items;
    }
}
