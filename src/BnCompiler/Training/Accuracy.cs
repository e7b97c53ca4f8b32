namespace BnCompiler;

/// <summary>The share of samples whose largest output is at the label. A tie goes to the first; a sample with a NaN is wrong.</summary>
public static class Accuracy
{
    /// <summary>Counts the samples whose largest output is at the label.</summary>
    /// <param name="outputs">[count, classes].</param>
    /// <param name="labels">[count].</param>
    public static int CountCorrect(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels)
    {
        if (labels.IsEmpty ? !outputs.IsEmpty : outputs.IsEmpty || outputs.Length % labels.Length != 0)
        {
            throw new ArgumentException($"{outputs.Length} outputs cannot be shared by {labels.Length} labels; expected a multiple.", nameof(outputs));
        }

        int correct = 0;
        int classes = labels.IsEmpty ? 0 : outputs.Length / labels.Length;
        for (int sample = 0; sample < labels.Length; sample++)
        {
            correct += IndexOfLargest(outputs.Slice(sample * classes, classes)) == labels[sample] ? 1 : 0;
        }

        return correct;
    }

    /// <summary>The share of samples whose largest output is at the label, from 0 to 1.</summary>
    /// <param name="outputs">[count, classes].</param>
    /// <param name="labels">[count], at least one.</param>
    public static double Of(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels) =>
        labels.IsEmpty
            ? throw new ArgumentException("There are no labels; expected at least one.", nameof(labels))
            : CountCorrect(outputs, labels) / (double)labels.Length;

    /// <summary>The first index of the largest value; −1 where one is NaN.</summary>
    private static int IndexOfLargest(ReadOnlySpan<float> row)
    {
        int largest = 0;
        for (int k = 0; k < row.Length; k++)
        {
            if (float.IsNaN(row[k]))
            {
                return -1;
            }

            if (row[k] > row[largest])
            {
                largest = k;
            }
        }

        return largest;
    }
}
