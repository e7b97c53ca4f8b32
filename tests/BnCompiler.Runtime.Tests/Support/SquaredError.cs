namespace BnCompiler.Runtime.Tests.Support;

internal sealed class SquaredError : Loss
{
    public override double Evaluate(ReadOnlySpan<float> outputs, int outputLength, TargetBatch targets, Span<float> gradient)
    {
        double sum = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            double difference = (double)outputs[i] - targets.Values[i];
            sum += difference * difference;
            if (!gradient.IsEmpty)   // empty where only the loss is wanted
            {
                gradient[i] = (float)(2 * difference / outputs.Length);   // of the mean over the batch
            }
        }

        return sum / outputs.Length;
    }

    public override void Check(Dataset dataset, int outputLength)
    {
        if (dataset.TargetLength != outputLength)
        {
            throw new ArgumentException($"SquaredError needs {outputLength} target values per sample; there are {dataset.TargetLength}.", nameof(dataset));
        }
    }
}
