namespace BnCompiler.Runtime;

/// <summary>Checks the spans that callers pass for a batch.</summary>
internal static class SampleCount
{
    /// <summary>The number of samples, from an input and an output that must agree on it.</summary>
    public static int Of(int inputLength, int inputSample, int outputLength, int outputSample)
    {
        int count = Of(inputLength, inputSample, "input");
        if (outputLength != (long)count * outputSample)
        {
            throw new ArgumentException(
                $"The output has {outputLength} values, expected {(long)count * outputSample}: {count} samples of {outputSample}.", "output");
        }

        return count;
    }

    /// <summary>The number of samples in a span that must hold whole ones.</summary>
    public static int Of(int length, int sample, string argument)
    {
        if (length == 0 || length % sample != 0)
        {
            throw new ArgumentException($"The {argument} has {length} values, expected a multiple of {sample}, one sample's.", argument);
        }

        return length / sample;
    }
}
