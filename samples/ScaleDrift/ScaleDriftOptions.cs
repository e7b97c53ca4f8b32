namespace ScaleDrift;

/// <summary>What a run was asked to do; see <see cref="CommandLine"/> for the meaning of each.</summary>
internal sealed record ScaleDriftOptions(int Epochs, int CollapseSteps, int Images, int Seed, int Threads, string Out)
{
    public const int DefaultEpochs = 40;
    public const int DefaultCollapseSteps = 12_000;
    public const int DefaultImages = 4_000;
    public const int DefaultSeed = 7;
    public const string DefaultOut = "scaledrift-output";

    /// <summary>Images per training step.</summary>
    public const int Batch = 50;

    /// <summary>Images that accuracy and predictions are measured on.</summary>
    public const int TestImages = 1_000;
}
