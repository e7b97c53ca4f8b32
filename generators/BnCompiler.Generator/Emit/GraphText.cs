using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>A printed graph in which only the first of several instances of a block that differ in numbers is written out.</summary>
internal static class GraphText
{
    public static IEnumerable<string> Lines(Graph graph)
    {
        string[] lines = GraphPrinter.Print(graph).Split('\n');
        foreach (var instance in BlockInstance.Find(graph, lines))
        {
            if (instance.Like is { } like)
            {
                yield return $"{instance.Name}: like {like}, {instance.Nodes[0].InputShape} -> {instance.Nodes[instance.Nodes.Length - 1].Shape}";
                continue;
            }

            foreach (string line in lines.Skip(instance.First).Take(instance.Nodes.Length))
            {
                yield return line;
            }
        }

        yield return lines[lines.Length - 1];
    }
}
