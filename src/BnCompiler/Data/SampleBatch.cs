namespace BnCompiler;

/// <summary>The samples of one step, copied together.</summary>
/// <param name="dataset">Where they come from.</param>
/// <param name="capacity">The most samples.</param>
internal sealed class SampleBatch(Dataset dataset, int capacity)
{
    private readonly float[] _inputs = new float[capacity * dataset.InputLength];
    private readonly int[] _labels = new int[dataset.HasLabels ? capacity : 0];
    private readonly float[] _targets = new float[capacity * dataset.TargetLength];
    private int _count;

    public ReadOnlySpan<float> Inputs => _inputs.AsSpan(0, _count * dataset.InputLength);

    public TargetBatch Targets => dataset.HasLabels
        ? new TargetBatch(_labels.AsSpan(0, _count))
        : new TargetBatch(_targets.AsSpan(0, _count * dataset.TargetLength));

    /// <summary>Sets the number of samples; what they are is left to <see cref="Copy"/>.</summary>
    public void Resize(int count) => _count = count;

    /// <summary>Copies a sample of the data set to a place in the batch.</summary>
    /// <returns>Its inputs in the batch.</returns>
    public Span<float> Copy(int sample, int place)
    {
        int inputLength = dataset.InputLength;
        Span<float> inputs = _inputs.AsSpan(place * inputLength, inputLength);
        dataset.Inputs.Span.Slice(sample * inputLength, inputLength).CopyTo(inputs);
        if (dataset.HasLabels)
        {
            _labels[place] = dataset.Labels.Span[sample];
        }
        else
        {
            int targetLength = dataset.TargetLength;
            dataset.Targets.Span.Slice(sample * targetLength, targetLength).CopyTo(_targets.AsSpan(place * targetLength));
        }

        return inputs;
    }
}
