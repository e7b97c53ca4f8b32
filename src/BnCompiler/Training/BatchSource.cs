namespace BnCompiler;

/// <summary>Copies the samples of a step together, in an order that only the seed and the epoch decide.</summary>
internal sealed class BatchSource
{
    /// <summary>Keeps the streams of the shuffles apart from those of the initialisers, which count parameters.</summary>
    private const ulong ShuffleStreams = 1UL << 63;

    private readonly Dataset _dataset;
    private readonly int[] _order;
    private readonly float[] _inputs;
    private readonly int[] _labels;
    private readonly float[] _targets;
    private int _count;

    public BatchSource(Dataset dataset, int batchSize)
    {
        _dataset = dataset;
        _order = new int[dataset.Count];
        _inputs = new float[batchSize * dataset.InputLength];
        _labels = new int[dataset.HasLabels ? batchSize : 0];
        _targets = new float[batchSize * dataset.TargetLength];
    }

    public ReadOnlySpan<float> Inputs => _inputs.AsSpan(0, _count * _dataset.InputLength);

    public TargetBatch Targets => _dataset.HasLabels
        ? new TargetBatch(_labels.AsSpan(0, _count))
        : new TargetBatch(_targets.AsSpan(0, _count * _dataset.TargetLength));

    /// <summary>Sets the order of an epoch.</summary>
    public void Begin(int seed, int epoch, bool shuffle)
    {
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        if (shuffle)
        {
            new RandomSource(seed, ShuffleStreams | (uint)epoch).Shuffle(_order.AsSpan());
        }
    }

    /// <summary>Gathers the samples at positions start … start + count − 1 of the order.</summary>
    public void Gather(int start, int count)
    {
        _count = count;
        ReadOnlySpan<float> inputs = _dataset.Inputs.Span;
        ReadOnlySpan<int> labels = _dataset.Labels.Span;
        ReadOnlySpan<float> targets = _dataset.Targets.Span;
        int inputLength = _dataset.InputLength;
        int targetLength = _dataset.TargetLength;
        for (int i = 0; i < count; i++)
        {
            int sample = _order[start + i];
            inputs.Slice(sample * inputLength, inputLength).CopyTo(_inputs.AsSpan(i * inputLength));
            if (_dataset.HasLabels)
            {
                _labels[i] = labels[sample];
            }
            else
            {
                targets.Slice(sample * targetLength, targetLength).CopyTo(_targets.AsSpan(i * targetLength));
            }
        }
    }
}
