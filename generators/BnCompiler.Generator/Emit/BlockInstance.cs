using System.Collections.Immutable;
using System.Text;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>Consecutive nodes of one instance of a block, or a node that is in none.</summary>
/// <param name="Name">The instance's path, or the empty string.</param>
/// <param name="First">Place of its first node in the graph.</param>
/// <param name="Nodes">Its nodes.</param>
/// <param name="Like">An earlier instance whose lines differ in numbers only, or null.</param>
internal sealed record BlockInstance(string Name, int First, ImmutableArray<Node> Nodes, string? Like)
{
    /// <summary>The instances of a graph in order, told apart by what is printed for their nodes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="lines">A line for each node.</param>
    public static IEnumerable<BlockInstance> Find(Graph graph, IReadOnlyList<string> lines)
    {
        var nodes = graph.Nodes;
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int start = 0; start < nodes.Length;)
        {
            string instance = PathOf(nodes[start].Name);
            int end = start + 1;
            while (instance.Length > 0 && end < nodes.Length && PathOf(nodes[end].Name) == instance)
            {
                end++;
            }

            string shape = ShapeOf(lines.Skip(start).Take(end - start), instance);
            bool isKnown = known.TryGetValue(shape, out string like) && like != instance && end - start > 1;
            known[shape] = isKnown ? like : instance;
            yield return new BlockInstance(instance, start, ImmutableArray.Create(nodes, start, end - start), isKnown ? like : null);
            start = end;
        }
    }

    /// <summary>The path of the instance that a layer is in.</summary>
    public static string PathOf(string layer)
    {
        int dot = layer.LastIndexOf('.');
        return dot < 0 ? "" : layer.Substring(0, dot);
    }

    /// <summary>A text without the names that tell one instance from another.</summary>
    public static string Localised(string text, string instance) => instance.Length == 0 ? text : text.Replace(instance + ".", "");

    /// <summary>The lines without numbers and without the instance's path.</summary>
    private static string ShapeOf(IEnumerable<string> lines, string instance)
    {
        string text = Localised(string.Join("\n", lines), instance);
        var shape = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (!char.IsDigit(c))
            {
                shape.Append(c);
            }
        }

        return shape.ToString();
    }
}
