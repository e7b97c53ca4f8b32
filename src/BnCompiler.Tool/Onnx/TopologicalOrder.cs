using System.Collections.Immutable;

namespace BnCompiler.Tool.Onnx;

/// <summary>Orders nodes so that every value comes before its use; files are not always written so.</summary>
internal static class TopologicalOrder
{
    /// <summary>The nodes in an order that keeps to the file's where that is possible.</summary>
    /// <param name="known">Values that no node computes.</param>
    /// <exception cref="OnnxException">A value is computed twice, by nothing, or from itself.</exception>
    public static ImmutableArray<OnnxNode> Of(ImmutableArray<OnnxNode> nodes, IEnumerable<string> known)
    {
        var producers = Producers(nodes);
        var available = new HashSet<string>(known);
        int[] missing = new int[nodes.Length];
        var consumers = new Dictionary<string, List<int>>();
        for (int index = 0; index < nodes.Length; index++)
        {
            foreach (string input in nodes[index].Inputs.Where(input => input.Length > 0 && !available.Contains(input)).Distinct())
            {
                if (!producers.ContainsKey(input))
                {
                    throw new OnnxException($"Node '{nodes[index].Label}' ({nodes[index].Operator}) reads '{input}', which is neither an input, an initializer nor computed by a node.");
                }

                missing[index]++;
                (consumers.TryGetValue(input, out var readers) ? readers : consumers[input] = []).Add(index);
            }
        }

        return Order(nodes, missing, consumers);
    }

    private static Dictionary<string, int> Producers(ImmutableArray<OnnxNode> nodes)
    {
        var producers = new Dictionary<string, int>();
        for (int index = 0; index < nodes.Length; index++)
        {
            foreach (string output in nodes[index].Outputs.Where(output => output.Length > 0))
            {
                if (!producers.TryAdd(output, index))
                {
                    throw new OnnxException($"Value '{output}' is computed by two nodes, '{nodes[producers[output]].Label}' and '{nodes[index].Label}'.");
                }
            }
        }

        return producers;
    }

    private static ImmutableArray<OnnxNode> Order(ImmutableArray<OnnxNode> nodes, int[] missing, Dictionary<string, List<int>> consumers)
    {
        var ready = new PriorityQueue<int, int>(Enumerable.Range(0, nodes.Length).Where(index => missing[index] == 0).Select(index => (index, index)));
        var ordered = ImmutableArray.CreateBuilder<OnnxNode>(nodes.Length);
        while (ready.TryDequeue(out int index, out _))
        {
            ordered.Add(nodes[index]);
            foreach (string output in nodes[index].Outputs)
            {
                foreach (int reader in consumers.GetValueOrDefault(output, []))
                {
                    if (--missing[reader] == 0)
                    {
                        ready.Enqueue(reader, reader);
                    }
                }
            }
        }

        if (ordered.Count < nodes.Length)
        {
            var stuck = nodes.Where((_, index) => missing[index] > 0).First();
            throw new OnnxException($"The graph has a cycle: node '{stuck.Label}' ({stuck.Operator}) depends on its own output.");
        }

        return ordered.MoveToImmutable();
    }
}
