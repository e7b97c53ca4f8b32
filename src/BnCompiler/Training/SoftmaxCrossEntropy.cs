using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>
/// PyTorch's cross entropy over logits with class labels: the mean of −Σₖ qₖ·log softmax(z)ₖ, where q is 1 at the label, or with label
/// smoothing s: 1 − s + s/K at the label and s/K elsewhere. With class weights wₖ each term is multiplied by its class' weight, and the sum divided by the weights of the labels instead of
/// their number. The largest logit is subtracted first, so no exponential overflows.
/// </summary>
public sealed class SoftmaxCrossEntropy : Loss
{
    private readonly double _labelSmoothing;
    private readonly ImmutableArray<double> _classWeights = [];

    /// <summary>s, from 0 to 1. Default: 0.</summary>
    public double LabelSmoothing
    {
        get => _labelSmoothing;
        init => _labelSmoothing = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LabelSmoothing), value, "LabelSmoothing must be from 0 to 1.");
    }

    /// <summary>wₖ, PyTorch's <c>weight</c>: one number for each class, at least 0. Default, empty: 1 for all.</summary>
    public ImmutableArray<double> ClassWeights
    {
        get => _classWeights;
        init => _classWeights = Weights.Checked(value, nameof(ClassWeights));
    }

    /// <summary>Computes the loss of a batch of logits.</summary>
    /// <param name="logits">[count, classes].</param>
    /// <param name="labels">[count], each from 0 to classes − 1.</param>
    /// <param name="gradient">Takes (softmax(z) − q) / count, or what it is with weights; empty where it is not wanted.</param>
    /// <returns>The mean over the batch; not a number where all labels have weight 0, as in PyTorch.</returns>
    public double Evaluate(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, Span<float> gradient = default)
    {
        if (labels.IsEmpty || logits.IsEmpty || logits.Length % labels.Length != 0)
        {
            throw new ArgumentException($"{logits.Length} logits cannot be shared by {labels.Length} labels; expected a positive multiple of a positive number.", nameof(logits));
        }

        CheckGradient(logits, gradient);
        int classes = logits.Length / labels.Length;
        CheckLabels(labels, classes);
        CheckClassWeights(classes);
        double total = TotalWeight(labels);
        double sum = 0;
        for (int sample = 0; sample < labels.Length; sample++)
        {
            ReadOnlySpan<float> row = logits.Slice(sample * classes, classes);
            float largest = Largest(row);
            double logSum = LogSumOfExponentials(row, largest);
            sum += RowLoss(row, labels[sample], largest, logSum);
            if (!gradient.IsEmpty)
            {
                RowGradient(row, labels[sample], largest, logSum, total, gradient.Slice(sample * classes, classes));
            }
        }

        return sum / total;
    }

    /// <inheritdoc/>
    public override double Evaluate(ReadOnlySpan<float> outputs, int outputLength, TargetBatch targets, Span<float> gradient = default)
    {
        if (!targets.HasLabels || outputs.Length != (long)targets.Labels.Length * outputLength)
        {
            throw new ArgumentException(
                $"{outputs.Length} outputs of {outputLength} per sample need {outputs.Length / Math.Max(1, outputLength)} labels; there are {targets.Labels.Length}.", nameof(targets));
        }

        return Evaluate(outputs, targets.Labels, gradient);
    }

    /// <inheritdoc/>
    public override void Check(Dataset dataset, int outputLength)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!dataset.HasLabels)
        {
            throw new ArgumentException("SoftmaxCrossEntropy needs a data set with labels; this one has values.", nameof(dataset));
        }

        CheckLabels(dataset.Labels.Span, outputLength);
        CheckClassWeights(outputLength);
    }

    private static void CheckLabels(ReadOnlySpan<int> labels, int classes)
    {
        for (int sample = 0; sample < labels.Length; sample++)
        {
            if ((uint)labels[sample] >= (uint)classes)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(labels), labels[sample], $"The label of sample {sample} is {labels[sample]}; expected 0 to {classes - 1}.");
            }
        }
    }

    private void CheckClassWeights(int classes)
    {
        if (!ClassWeights.IsEmpty && ClassWeights.Length != classes)
        {
            throw new ArgumentException($"{nameof(ClassWeights)} has {ClassWeights.Length} numbers; expected {classes}: one for each class.");
        }
    }

    private double WeightOf(int label) => ClassWeights.IsEmpty ? 1 : ClassWeights[label];

    private double TotalWeight(ReadOnlySpan<int> labels)
    {
        double total = 0;
        foreach (int label in labels)
        {
            total += WeightOf(label);
        }

        return total;
    }

    private static float Largest(ReadOnlySpan<float> row)
    {
        float largest = row[0];
        foreach (float logit in row)
        {
            largest = MathF.Max(largest, logit);
        }

        return largest;
    }

    /// <summary>log Σ exp(zₖ − largest): what is added to the largest stays apart, or it would be lost beside a large one.</summary>
    private static double LogSumOfExponentials(ReadOnlySpan<float> row, double largest)
    {
        double sum = 0;
        foreach (float logit in row)
        {
            sum += Math.Exp(logit - largest);
        }

        return Math.Log(sum);
    }

    /// <summary>wₖ·qₖ: what the class' −log softmax is multiplied with.</summary>
    private double WantedAt(int k, int label, int classes) =>
        WeightOf(k) * ((LabelSmoothing / classes) + (k == label ? 1 - LabelSmoothing : 0));

    private double RowLoss(ReadOnlySpan<float> row, int label, double largest, double logSum)
    {
        if (LabelSmoothing == 0)
        {
            return WeightOf(label) * (logSum - (row[label] - largest));
        }

        double loss = 0;
        for (int k = 0; k < row.Length; k++)
        {
            loss += WantedAt(k, label, row.Length) * (logSum - (row[k] - largest));
        }

        return loss;
    }

    private void RowGradient(ReadOnlySpan<float> row, int label, double largest, double logSum, double total, Span<float> gradient)
    {
        double wanted = WeightOf(label);
        if (LabelSmoothing > 0 && !ClassWeights.IsEmpty)
        {
            wanted = 0;
            for (int k = 0; k < row.Length; k++)
            {
                wanted += WantedAt(k, label, row.Length);
            }
        }

        for (int k = 0; k < row.Length; k++)
        {
            gradient[k] = (float)(((wanted * Math.Exp(row[k] - largest - logSum)) - WantedAt(k, label, row.Length)) / total);
        }
    }
}
