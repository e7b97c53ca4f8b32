namespace TrainResNet;

/// <summary>What a run was asked to do; see <see cref="CommandLine"/> for the meaning of each.</summary>
internal sealed record TrainResNetOptions(
    string? Data, int? Images, int Epochs, int Batch, bool Gauge, int Seed, int Threads, string Out, bool Resume, bool Json)
{
    public const int DefaultEpochs = 12;
    public const int DefaultBatch = 128;
    public const int DefaultSeed = 7;
    public const string DefaultOut = "trainresnet-output";
}
