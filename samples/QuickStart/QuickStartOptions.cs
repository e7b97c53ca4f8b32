namespace QuickStart;

/// <summary>What a run was asked to do; see <see cref="CommandLine"/> for the meaning of each.</summary>
internal sealed record QuickStartOptions(string? Data, int Epochs, int Seed, int Threads, int Batch, string Out, bool Json)
{
    public const int DefaultEpochs = 5;
    public const int DefaultSeed = 7;
    public const int DefaultBatch = 64;
    public const string DefaultOut = "quickstart-output";
}
