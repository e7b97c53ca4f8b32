using System.Collections.Immutable;
using BnCompiler.Runtime;
using BnCompiler.Tool.Importing;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Compiling;

/// <summary>Runs an imported network on values of the model's inputs.</summary>
internal static class NetworkRun
{
    /// <summary>Each output of the model, with its batch.</summary>
    public static float[][] Predict(InferenceModel model, ImportResult import, ImmutableDictionary<string, Tensor> values)
    {
        int batch = import.Batch ?? 1;
        var inputs = import.Inputs.Select(input => values.TryGetValue(input.Name, out var tensor) ? tensor.ToSingles() : new float[Sizes.Product(input.Sizes)]).ToArray();
        float[] input = new float[batch * model.InputLength];
        Interleave(inputs, input, batch, (part, samples) => part.CopyTo(samples));

        float[] output = new float[batch * model.OutputLength];
        model.Predict(input, output);
        float[][] outputs = [.. import.Declaration!.Outputs.Select(each => new float[batch * Sizes.Product(each.Sizes)])];
        Interleave(outputs, output, batch, (part, samples) => samples.CopyTo(part));
        return outputs;
    }

    private delegate void Copy(Span<float> part, Span<float> samples);

    /// <summary>A sample is all parts one after the other.</summary>
    private static void Interleave(float[][] parts, float[] samples, int batch, Copy copy)
    {
        int at = 0;
        for (int sample = 0; sample < batch; sample++)
        {
            foreach (float[] part in parts)
            {
                int length = part.Length / batch;
                copy(part.AsSpan(sample * length, length), samples.AsSpan(at, length));
                at += length;
            }
        }
    }
}
