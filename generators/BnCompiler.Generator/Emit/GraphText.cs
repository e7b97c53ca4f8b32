using System.Text;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>A printed graph in which only the first of several instances of a block that differ in numbers is written out.</summary>
internal static class GraphText
{
    public static IEnumerable<string> Lines(Graph graph)
    {
        string[] lines = GraphPrinter.Print(graph).Split('\n');
        var nodes = graph.Nodes;
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int start = 0; start < nodes.Length;)
        {
            string instance = InstanceOf(nodes[start]);
            int end = start + 1;
            while (instance.Length > 0 && end < nodes.Length && InstanceOf(nodes[end]) == instance)
            {
                end++;
            }

            var written = lines.Skip(start).Take(end - start);
            string shape = ShapeOf(written, instance);
            if (end - start > 1 && known.TryGetValue(shape, out string like))
            {
                yield return $"{instance}: like {like}, {nodes[start].InputShape} -> {nodes[end - 1].Shape}";
            }
            else
            {
                known[shape] = instance;
                foreach (string line in written)
                {
                    yield return line;
                }
            }

            start = end;
        }

        yield return lines[lines.Length - 1];
    }

    private static string InstanceOf(Node node)
    {
        int dot = node.Name.LastIndexOf('.');
        return dot < 0 ? "" : node.Name.Substring(0, dot);
    }

    /// <summary>The lines without numbers and without the names that tell one instance from another.</summary>
    private static string ShapeOf(IEnumerable<string> lines, string instance)
    {
        string text = string.Join("\n", lines);
        if (instance.Length > 0)
        {
            text = text.Replace(instance + ".", "");
        }

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
