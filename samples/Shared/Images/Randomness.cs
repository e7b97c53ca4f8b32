namespace Samples.Images;

/// <summary>
/// The SplitMix64 generator. Every image has its own, seeded from the run's seed and the image's index,
/// so that the same images come out whatever the number of threads that draw them.
/// </summary>
internal struct Randomness(int seed, int stream)
{
    private ulong _state = ((ulong)(uint)seed << 32) + (uint)stream;

    /// <summary>Uniform in [low, high).</summary>
    public float Between(float low, float high) => low + (high - low) * (Next() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in 0 … count − 1.</summary>
    public int Below(int count) => (int)((Next() >> 32) * (ulong)count >> 32);

    /// <summary>Bell-shaped with deviation 1 and no value beyond ±3.5: the sum of four uniforms (Irwin–Hall), scaled.</summary>
    public float Bell() => (Between(-1, 1) + Between(-1, 1) + Between(-1, 1) + Between(-1, 1)) * 0.8660254f;

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
