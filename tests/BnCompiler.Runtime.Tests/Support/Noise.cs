namespace BnCompiler.Runtime.Tests.Support;

/// <summary>Adds a normal number to every value; slow enough, where that is asked for, that batches are gathered ahead on another thread.</summary>
/// <param name="IsSlow">Whether it takes a millisecond a sample.</param>
internal sealed record Noise(bool IsSlow) : Augmentation
{
    /// <summary>The last thread, other than the one that made this, that augmented.</summary>
    public Thread? Helper { get; private set; }

    /// <summary>Called before each sample.</summary>
    public Action? Before { get; init; }

    private Thread Creator { get; } = Thread.CurrentThread;

    public override void Apply(Span<float> sample, RandomSource random)
    {
        if (Thread.CurrentThread != Creator)
        {
            Helper = Thread.CurrentThread;
        }

        Before?.Invoke();
        if (IsSlow)
        {
            Thread.Sleep(1);
        }

        foreach (ref float value in sample)
        {
            value += (float)random.NextNormal();
        }
    }
}
