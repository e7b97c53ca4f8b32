using System.Collections.Immutable;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;

namespace BnCompiler.Tool.Exporting;

/// <summary>Multiplies BatchNorms into the weights of the layers that compute their inputs: s·(W·x + b) + t with s = γ/√(v + ε), t = β − μ·s, in double, rounded once.</summary>
internal static class BatchNormFolding
{
    /// <summary>The BatchNorms that go into weights, by the node whose weights take them.</summary>
    public static ImmutableDictionary<int, Node> Find(Graph graph) => graph.Nodes
        .Where(node => node.Layer is BatchNormLayer && graph.HasSingleConsumer(node.Inputs[0]) && graph[node.Inputs[0]].Layer is (Conv2dLayer or LinearLayer or ConvTranspose2dLayer))
        .ToImmutableDictionary(node => node.Inputs[0], node => node);

    /// <summary>The parameters of a layer with those of the BatchNorm behind it.</summary>
    public static ImmutableDictionary<string, float[]> Fold(Node node, ImmutableDictionary<string, float[]> weights, BatchNormLayer batchNorm, ImmutableDictionary<string, float[]> statistics)
    {
        int channels = statistics["running_var"].Length;
        double[] scale = new double[channels], shift = new double[channels];
        for (int channel = 0; channel < channels; channel++)
        {
            scale[channel] = Value(statistics, "weight", channel, 1) / Math.Sqrt(statistics["running_var"][channel] + batchNorm.Epsilon);
            shift[channel] = Value(statistics, "bias", channel, 0) + (scale[channel] * (Value(weights, "bias", channel, 0) - statistics["running_mean"][channel]));
        }

        float[] weight = weights["weight"];
        float[] folded = [.. weight.Select((value, index) => (float)(value * scale[OutputOf(node, weight.Length, index)]))];
        return weights.SetItem("weight", folded).SetItem("bias", Array.ConvertAll(shift, value => (float)value));
    }

    private static double Value(ImmutableDictionary<string, float[]> values, string role, int index, double absent) =>
        values.TryGetValue(role, out float[]? found) ? found[index] : absent;

    /// <summary>The output channel that a weight belongs to.</summary>
    private static int OutputOf(Node node, int length, int index)
    {
        if (node.Layer is not ConvTranspose2dLayer transposed)
        {
            return index / (length / node.Shape.Channels);
        }

        // [inputs, outputs of the input's group, taps]
        int inputs = node.InputShape.Channels, perGroup = transposed.OutChannels / transposed.Groups, taps = length / inputs / perGroup;
        int group = index / (perGroup * taps) / (inputs / transposed.Groups);
        return (group * perGroup) + (index / taps % perGroup);
    }
}
