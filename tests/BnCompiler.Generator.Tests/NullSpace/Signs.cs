using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;

namespace BnCompiler.Generator.Tests.NullSpace;

/// <summary>A rectifier that sees one sign only is a linear function or none, and the Jacobian has less rank than at most points.</summary>
internal static class Signs
{
    private const double Share = 0.1;

    /// <summary>Moves the biases in front of rectifiers to where each sees both signs; false where a rectifier without one does not.</summary>
    public static bool Mix(Graph graph, DeclaredValues parameters, Func<IReadOnlyDictionary<int, DualTensor>> run)
    {
        foreach (var rectifier in graph.Nodes.Where(node => node.Layer is ReLULayer or LeakyReLULayer))
        {
            var source = graph[rectifier.Inputs[0]];
            int bias = source.Layer is LinearLayer or Conv2dLayer or BatchNormLayer { Frozen: true } ? parameters.Offset(source, "bias") : -1;
            var value = run()[source.Id];
            for (int channel = 0; channel < value.Channels; channel++)
            {
                double[] seen = Sorted(value, channel);
                double move = AreMixed(seen, 0) ? 0 : (seen[0] + seen[^1]) / 2;
                if (!AreMixed(seen, move) || (move != 0 && bias < 0))
                {
                    return false;
                }

                parameters.Values[Math.Max(bias, 0) + channel] -= move;
            }
        }

        return true;
    }

    private static bool AreMixed(double[] sorted, double border) =>
        sorted[(int)(Share * sorted.Length)] < border && sorted[(int)((1 - Share) * sorted.Length)] > border;

    private static double[] Sorted(DualTensor value, int channel) => [..
        (from sample in Enumerable.Range(0, value.Samples)
         from position in Enumerable.Range(0, value.Positions)
         select value[value.Index(sample, channel, position)][0]).Order()];
}
