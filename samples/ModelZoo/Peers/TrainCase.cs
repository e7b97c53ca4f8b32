using BnCompiler;

namespace ModelZoo.Peers;

/// <summary>A network of the manifest in training, as the peers train it: on one batch of normal numbers with random labels, by mean cross-entropy and SGD with momentum.</summary>
internal sealed class TrainCase : IDisposable
{
    private const double LearningRate = 0.01;
    private const double Momentum = 0.9;
    private const int Seed = 5;

    private readonly NetworkTrainer _trainer;
    private readonly SoftmaxCrossEntropy _loss = new();
    private readonly Sgd _optimizer = new(LearningRate) { Momentum = Momentum };
    private readonly float[] _input;
    private readonly int[] _labels;
    private readonly float[] _gradient;

    private TrainCase(ManifestEntry entry, NetworkTrainer trainer, int batch)
    {
        Entry = entry;
        Batch = batch;
        _trainer = trainer;
        var random = new RandomSource(Seed, 0);
        _input = [.. Enumerable.Range(0, batch * trainer.InputLength).Select(_ => (float)random.NextNormal())];
        _labels = [.. Enumerable.Range(0, batch).Select(_ => random.NextInt32(trainer.OutputLength))];
        _gradient = new float[batch * trainer.OutputLength];
    }

    public ManifestEntry Entry { get; }

    public int Batch { get; }

    public int Threads => _trainer.Threads;

    /// <summary>Floating-point operations of one step, 10⁹; not a number where the manifest does not say.</summary>
    public double Gflop => 1e-9 * Batch * (Entry.TrainFlopPerSample ?? double.NaN);

    /// <summary>Memory of the trainer, parameters and optimiser apart.</summary>
    public long MemoryBytes => _trainer.MemoryBytes;

    /// <summary>Loads the weights.</summary>
    /// <param name="folder">The peers' folder.</param>
    /// <param name="entry">A network of its manifest.</param>
    /// <param name="batch">Samples of a step.</param>
    /// <param name="threads">Threads that share a step.</param>
    public static TrainCase Load(string folder, ManifestEntry entry, int batch, int threads) =>
        new(entry, PeerNetwork.Find(entry.Name)!.Load(Path.Combine(folder, entry.Weights)).CreateTrainer(batch, threads), batch);

    /// <summary>A step: forward, loss, backward, update. Its loss.</summary>
    public double Step()
    {
        double loss = _loss.Evaluate(_trainer.Forward(_input), _labels, _gradient);
        _trainer.Backward(_gradient);
        _optimizer.Step(_trainer);
        return loss;
    }

    public void Dispose() => _trainer.Dispose();
}
