using System.Globalization;
using System.Text;

namespace BnCompiler;

/// <summary>How often samples of each class were taken for each class. A tie goes to the first; a sample with a NaN is counted apart.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;

    /// <summary>Starts with nothing counted.</summary>
    /// <param name="classes">Classes, at least 1.</param>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        Classes = classes;
        _counts = new long[classes * classes];
    }

    /// <summary>Classes.</summary>
    public int Classes { get; }

    /// <summary>Samples that were counted, those without an answer included.</summary>
    public long Total { get; private set; }

    /// <summary>Samples whose outputs hold a NaN.</summary>
    public long WithoutAnswer { get; private set; }

    /// <summary>Samples of a class that were taken for another, or the same.</summary>
    /// <param name="label">The class of the samples.</param>
    /// <param name="predicted">The class of their largest output.</param>
    public long this[int label, int predicted] => _counts[(Checked(label, nameof(label)) * Classes) + Checked(predicted, nameof(predicted))];

    /// <summary>The share of samples whose largest output is at the label; 0 where there are none.</summary>
    public double Accuracy => Share(Enumerable.Range(0, Classes).Sum(label => this[label, label]), Total);

    /// <summary>Counts a batch.</summary>
    /// <param name="outputs">[count, classes].</param>
    /// <param name="labels">[count], each from 0 to classes − 1.</param>
    public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels)
    {
        if (outputs.Length != (long)labels.Length * Classes)
        {
            throw new ArgumentException($"There are {outputs.Length} outputs for {labels.Length} labels; expected {Classes} for each.", nameof(outputs));
        }

        foreach (int label in labels)
        {
            Checked(label, nameof(labels));
        }

        for (int sample = 0; sample < labels.Length; sample++)
        {
            int predicted = IndexOfLargest(outputs.Slice(sample * Classes, Classes));
            Total++;
            if (predicted < 0)
            {
                WithoutAnswer++;
            }
            else
            {
                _counts[(labels[sample] * Classes) + predicted]++;
            }
        }
    }

    /// <summary>Of the samples that were taken for a class, the share that belongs to it; 0 where there are none.</summary>
    /// <param name="predicted">The class.</param>
    public double Precision(int predicted) => Share(this[predicted, predicted], Enumerable.Range(0, Classes).Sum(label => this[label, predicted]));

    /// <summary>Of the samples of a class with an answer, the share that was taken for it; 0 where there are none.</summary>
    /// <param name="label">The class.</param>
    public double Recall(int label) => Share(this[label, label], Enumerable.Range(0, Classes).Sum(predicted => this[label, predicted]));

    /// <summary>A table: a row for each label, a column for each class that samples were taken for.</summary>
    public override string ToString()
    {
        int width = Math.Max(6, _counts.Max().ToString(CultureInfo.InvariantCulture).Length + 1);
        StringBuilder text = new();
        text.Append("label ").AppendJoin("", Enumerable.Range(0, Classes).Select(predicted => Cell(predicted))).Append('\n');
        for (int label = 0; label < Classes; label++)
        {
            int row = label;
            text.Append(CultureInfo.InvariantCulture, $"{label,5} ").AppendJoin("", Enumerable.Range(0, Classes).Select(predicted => Cell(this[row, predicted]))).Append('\n');
        }

        return text.ToString();

        string Cell(long value) => value.ToString(CultureInfo.InvariantCulture).PadLeft(width);
    }

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

    private int Checked(int index, string name) => (uint)index < (uint)Classes
        ? index
        : throw new ArgumentOutOfRangeException(name, index, $"A class is {index}; expected 0 to {Classes - 1}.");

    private static double Share(long part, long whole) => whole == 0 ? 0 : part / (double)whole;
}
