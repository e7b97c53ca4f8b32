namespace BnCompiler;

/// <summary>What a batch should have given: one label or one row of values per sample.</summary>
public readonly ref struct TargetBatch
{
    /// <summary>A batch with labels.</summary>
    /// <param name="labels">One per sample.</param>
    public TargetBatch(ReadOnlySpan<int> labels)
    {
        Labels = labels;
        HasLabels = true;
    }

    /// <summary>A batch with values.</summary>
    /// <param name="values">One row per sample.</param>
    public TargetBatch(ReadOnlySpan<float> values)
    {
        Values = values;
    }

    /// <summary>The labels; empty where the batch has values.</summary>
    public ReadOnlySpan<int> Labels { get; }

    /// <summary>The values; empty where the batch has labels.</summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>Whether the batch has labels.</summary>
    public bool HasLabels { get; }
}
