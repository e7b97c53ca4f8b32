namespace BnCompiler;

/// <summary>The share of samples whose largest output is at the label. A tie goes to the first; a sample with a NaN is wrong.</summary>
public static class Accuracy
{
    /// <summary>Counts the samples whose largest output is at the label.</summary>
    /// <param name="outputs">[count, classes].</param>
    /// <param name="labels">[count].</param>
    public static int CountCorrect(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels) => CountCorrect(outputs, labels, k: 1);

    /// <summary>Counts the samples whose label is among the places of the <paramref name="k"/> largest outputs. Of equal outputs the first counts as larger; a sample with a NaN is wrong.</summary>
    /// <param name="outputs">[count, classes].</param>
    /// <param name="labels">[count], each from 0 to classes − 1.</param>
    /// <param name="k">From 1 to the number of classes.</param>
    public static int CountCorrect(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels, int k)
    {
        int classes = ClassesOf(outputs, labels);
        if (k < 1 || k > Math.Max(1, classes))
        {
            throw new ArgumentOutOfRangeException(nameof(k), k, $"k must be from 1 to {classes}, the number of classes.");
        }

        int correct = 0;
        for (int sample = 0; sample < labels.Length; sample++)
        {
            correct += RankOf(labels[sample], outputs.Slice(sample * classes, classes)) < k ? 1 : 0;
        }

        return correct;
    }

    /// <summary>The share of samples whose label is among the places of the <paramref name="k"/> largest outputs, from 0 to 1.</summary>
    /// <param name="outputs">[count, classes].</param>
    /// <param name="labels">[count], at least one.</param>
    /// <param name="k">From 1 to the number of classes.</param>
    public static double TopK(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels, int k) =>
        labels.IsEmpty
            ? throw new ArgumentException("There are no labels; expected at least one.", nameof(labels))
            : CountCorrect(outputs, labels, k) / (double)labels.Length;

    /// <summary>The share of samples whose largest output is at the label, from 0 to 1.</summary>
    /// <param name="outputs">[count, classes].</param>
    /// <param name="labels">[count], at least one.</param>
    public static double Of(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels) => TopK(outputs, labels, k: 1);

    private static int ClassesOf(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels)
    {
        if (labels.IsEmpty ? !outputs.IsEmpty : outputs.IsEmpty || outputs.Length % labels.Length != 0)
        {
            throw new ArgumentException($"{outputs.Length} outputs cannot be shared by {labels.Length} labels; expected a multiple.", nameof(outputs));
        }

        return labels.IsEmpty ? 0 : outputs.Length / labels.Length;
    }

    /// <summary>How many outputs count as larger than the label's; as many as there are where one is NaN or the label is none of them.</summary>
    private static int RankOf(int label, ReadOnlySpan<float> row)
    {
        if ((uint)label >= (uint)row.Length)
        {
            return row.Length;
        }

        int rank = 0;
        for (int k = 0; k < row.Length; k++)
        {
            if (float.IsNaN(row[k]))
            {
                return row.Length;
            }

            rank += row[k] > row[label] || (row[k] == row[label] && k < label) ? 1 : 0;
        }

        return rank;
    }
}
