namespace BnCompiler;

/// <summary>Copies samples together and augments them, in an order and with draws that only the seed and the epoch decide. Not thread-safe.</summary>
internal sealed class BatchGatherer(Dataset dataset, Augmentation? augmentation)
{
    /// <summary>Keeps the streams of the shuffles apart from those of the initialisers, which count parameters.</summary>
    private const ulong ShuffleStreams = 1UL << 63;

    /// <summary>Keeps the streams of the samples, one for each place in each epoch, apart from both.</summary>
    private const ulong AugmentationStreams = 1UL << 62;

    private const int PlaceBits = 31;

    private readonly int[] _order = new int[dataset.Count];
    private readonly RandomSource _random = new(0);
    private volatile bool _abandoned;
    private int _seed;
    private int _epoch;

    /// <summary>Sets the order of an epoch.</summary>
    public void Begin(int seed, int epoch, bool shuffle)
    {
        (_seed, _epoch) = (seed, epoch);
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        if (shuffle)
        {
            new RandomSource(seed, ShuffleStreams | (uint)epoch).Shuffle(_order.AsSpan());
        }
    }

    /// <summary>Gathers the samples at places start … start + count − 1 of the order.</summary>
    public void Gather(SampleBatch batch, int start, int count)
    {
        batch.Resize(count);
        for (int i = 0; i < count && !_abandoned; i++)
        {
            Span<float> inputs = batch.Copy(_order[start + i], i);
            if (augmentation is not null)
            {
                _random.Restart(_seed, AugmentationStreams | ((ulong)_epoch << PlaceBits) | (uint)(start + i));
                augmentation.Apply(inputs, _random);
            }
        }
    }

    /// <summary>Ends a <see cref="Gather"/> on another thread after the sample that it is at; nothing can be gathered afterwards.</summary>
    public void Abandon() => _abandoned = true;
}
