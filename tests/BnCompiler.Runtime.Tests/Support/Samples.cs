namespace BnCompiler.Runtime.Tests.Support;

/// <summary>Data sets drawn from a seed.</summary>
internal static class Samples
{
    /// <summary>Points around one centre per class.</summary>
    public static Dataset Clusters(int count, int inputLength, int classes, int seed)
    {
        RandomSource random = new((ulong)seed);
        float[] inputs = new float[count * inputLength];
        int[] labels = new int[count];
        for (int sample = 0; sample < count; sample++)
        {
            labels[sample] = random.NextInt32(classes);
            for (int i = 0; i < inputLength; i++)
            {
                inputs[(sample * inputLength) + i] = (float)((i % classes == labels[sample] ? 2 : 0) + random.NextNormal());
            }
        }

        return new Dataset(inputs, inputLength, labels);
    }
}
