using System.Numerics;

namespace BnCompiler;

/// <summary>
/// A random generator with a published algorithm, so that a seed means the same run in every version of .NET: xoshiro256** by Blackman and
/// Vigna, its four words filled from the seed by SplitMix64.
/// </summary>
public sealed class RandomSource
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts the sequence of a seed.</summary>
    /// <param name="seed">Any number.</param>
    public RandomSource(ulong seed) => Restart(seed);

    /// <summary>Starts the sequence of a seed and a stream within it: layer 3 of seed 7, epoch 2 of seed 7.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="stream">Which of the seed's independent sequences.</param>
    public RandomSource(int seed, ulong stream)
        : this(Mix((ulong)(uint)seed, stream))
    {
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A uniform number from 0 up to but not including 1, in steps of 2⁻⁵³.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform integer from 0 up to but not including <paramref name="exclusiveMaximum"/>, without bias (Lemire's method).</summary>
    /// <param name="exclusiveMaximum">At least 1.</param>
    public int NextInt32(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMaximum, 1);
        ulong range = (ulong)exclusiveMaximum;
        ulong threshold = (0UL - range) % range;
        ulong high = Math.BigMul(NextUInt64(), range, out ulong low);
        while (low < threshold)
        {
            high = Math.BigMul(NextUInt64(), range, out low);
        }

        return (int)high;
    }

    /// <summary>
    /// A normal number with mean 0 and variance 1 (Marsaglia's polar method, one of each pair). It uses the platform's logarithm, whose last
    /// bit may differ between platforms.
    /// </summary>
    public double NextNormal()
    {
        while (true)
        {
            double u = (2 * NextDouble()) - 1;
            double v = (2 * NextDouble()) - 1;
            double square = (u * u) + (v * v);
            if (square is > 0 and < 1)
            {
                return u * Math.Sqrt(-2 * Math.Log(square) / square);
            }
        }
    }

    /// <summary>Puts the elements into a random order, each order equally likely (Fisher and Yates).</summary>
    /// <param name="items">What to shuffle.</param>
    /// <typeparam name="T">The type of the elements.</typeparam>
    public void Shuffle<T>(Span<T> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = NextInt32(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>Becomes what <c>new RandomSource(seed, stream)</c> is, without allocation.</summary>
    internal void Restart(int seed, ulong stream) => Restart(Mix((ulong)(uint)seed, stream));

    private void Restart(ulong seed)
    {
        _s0 = SplitMix64(ref seed);
        _s1 = SplitMix64(ref seed);
        _s2 = SplitMix64(ref seed);
        _s3 = SplitMix64(ref seed);
    }

    private static ulong Mix(ulong seed, ulong stream)
    {
        ulong first = SplitMix64(ref seed);
        ulong second = first ^ stream;
        return SplitMix64(ref second);
    }

    private static ulong SplitMix64(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
