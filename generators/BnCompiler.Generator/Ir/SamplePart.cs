using System.Collections.Immutable;

namespace BnCompiler.Generator.Ir;

/// <summary>Where one input or output of a network lies in a sample, which is all of them one after the other.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Node">The node whose value it is.</param>
/// <param name="Offset">Values in front of it.</param>
/// <param name="SampleLength">Values of a whole sample.</param>
internal sealed record SamplePart(string Name, Node Node, int Offset, int SampleLength)
{
    public int Length => Node.Shape.Length;

    /// <summary>Values from one sample's part to the next one's; 0 where nothing lies between them.</summary>
    public int Gap => Length == SampleLength ? 0 : SampleLength;

    /// <summary>The inputs, the network's own first, those that nothing reads included.</summary>
    public static ImmutableArray<SamplePart> Inputs(Graph graph) => Lay(graph.Inputs.Select(node => (node.Name, node)));

    /// <summary>The outputs, in the order of <see cref="Graph.Outputs"/>.</summary>
    public static ImmutableArray<SamplePart> Outputs(Graph graph) => Lay(graph.OutputNames.Zip(graph.Outputs, (name, id) => (name, graph[id])));

    private static ImmutableArray<SamplePart> Lay(IEnumerable<(string Name, Node Node)> values)
    {
        var all = values.ToImmutableArray();
        int length = all.Sum(value => value.Node.Shape.Length);
        int offset = 0;
        var parts = ImmutableArray.CreateBuilder<SamplePart>();
        foreach (var (name, node) in all)
        {
            parts.Add(new SamplePart(name, node, offset, length));
            offset += node.Shape.Length;
        }

        return parts.ToImmutable();
    }
}
