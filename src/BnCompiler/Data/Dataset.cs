namespace BnCompiler;

/// <summary>Samples in memory, with one label or one row of target values each. Immutable as long as nobody changes the memory.</summary>
public sealed class Dataset
{
    /// <summary>Samples with labels.</summary>
    /// <param name="inputs">[count, inputLength].</param>
    /// <param name="inputLength">Values of one sample.</param>
    /// <param name="labels">One per sample.</param>
    public Dataset(ReadOnlyMemory<float> inputs, int inputLength, ReadOnlyMemory<int> labels)
    {
        Count = CountOf(inputs, inputLength);
        CheckCount(nameof(labels), labels.Length, Count);
        Inputs = inputs;
        InputLength = inputLength;
        Labels = labels;
        HasLabels = true;
    }

    /// <summary>Samples with target values.</summary>
    /// <param name="inputs">[count, inputLength].</param>
    /// <param name="inputLength">Values of one sample.</param>
    /// <param name="targets">[count, targetLength].</param>
    /// <param name="targetLength">Target values of one sample.</param>
    public Dataset(ReadOnlyMemory<float> inputs, int inputLength, ReadOnlyMemory<float> targets, int targetLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(targetLength, 1);
        Count = CountOf(inputs, inputLength);
        CheckCount(nameof(targets), targets.Length, (long)Count * targetLength);
        Inputs = inputs;
        InputLength = inputLength;
        Targets = targets;
        TargetLength = targetLength;
    }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>All input values, [Count, InputLength].</summary>
    public ReadOnlyMemory<float> Inputs { get; }

    /// <summary>Values of one sample.</summary>
    public int InputLength { get; }

    /// <summary>Whether the targets are labels.</summary>
    public bool HasLabels { get; }

    /// <summary>The labels; empty where the targets are values.</summary>
    public ReadOnlyMemory<int> Labels { get; }

    /// <summary>The target values, [Count, TargetLength]; empty where the targets are labels.</summary>
    public ReadOnlyMemory<float> Targets { get; }

    /// <summary>Target values of one sample; 0 where the targets are labels.</summary>
    public int TargetLength { get; }

    /// <summary>Some samples in a row, without copying.</summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    public Dataset Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - start);
        ReadOnlyMemory<float> inputs = Inputs.Slice(start * InputLength, count * InputLength);
        return HasLabels
            ? new Dataset(inputs, InputLength, Labels.Slice(start, count))
            : new Dataset(inputs, InputLength, Targets.Slice(start * TargetLength, count * TargetLength), TargetLength);
    }

    /// <summary>The targets of some samples in a row.</summary>
    internal TargetBatch TargetsOf(int start, int count) => HasLabels
        ? new TargetBatch(Labels.Span.Slice(start, count))
        : new TargetBatch(Targets.Span.Slice(start * TargetLength, count * TargetLength));

    private static int CountOf(ReadOnlyMemory<float> inputs, int inputLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputLength, 1);
        return inputs.Length % inputLength == 0
            ? inputs.Length / inputLength
            : throw new ArgumentException($"{inputs.Length} input values are not a multiple of {inputLength} per sample.", nameof(inputs));
    }

    private static void CheckCount(string name, int actual, long expected)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"There are {actual} {name}; the inputs need {expected}.", name);
        }
    }
}
