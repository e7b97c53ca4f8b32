using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;

namespace BnCompiler.Generator.Tests.NullSpace;

/// <summary>A generic point in the space of all declared parameters of a graph, eliminated ones included: every value at random, none near zero.</summary>
internal sealed class DeclaredValues
{
    private readonly Dictionary<(int Node, string Role), int> offsets = [];
    private readonly Dictionary<int, (double Mean, double Deviation)[]> statistics = [];

    public DeclaredValues(Graph declared, Random random)
    {
        var values = new List<double>();
        foreach (var node in declared.Nodes)
        {
            foreach (var parameter in node.Parameters.Where(parameter => parameter.IsTrainable))
            {
                offsets.Add((node.Id, parameter.Role), values.Count);
                double size = parameter.Kind == "Weight" ? Math.Sqrt(2.0 / parameter.FanIn) : parameter.Kind == "BatchNormWeight" ? 1 : 0.4;
                values.AddRange(Enumerable.Range(0, parameter.Length).Select(_ => size * Signed(random)));
            }
        }

        Values = [.. values];
        foreach (var node in declared.Nodes.Where(node => node.Layer is BatchNormLayer { Frozen: true }))
        {
            statistics.Add(node.Id, [.. Enumerable.Range(0, node.Shape.Channels).Select(_ => (Signed(random), Math.Abs(Signed(random))))]);
        }
    }

    public double[] Values { get; }

    public int Count => Values.Length;

    /// <summary>Index of the first value of a parameter, or −1 where the layer has none.</summary>
    public int Offset(Node node, string role) => offsets.GetValueOrDefault((node.Id, role), -1);

    /// <summary>What a frozen BatchNorm normalises with: no parameters, nothing is learned about them.</summary>
    public (double Mean, double Deviation) Statistics(Node node, int channel) => statistics[node.Id][channel];

    /// <summary>Between a half and one and a half, of either sign: what is nearly zero would amplify rounding.</summary>
    private static double Signed(Random random) => (0.5 + random.NextDouble()) * ((2 * random.Next(2)) - 1);

    /// <summary>Box and Muller.</summary>
    public static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
