using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Passes;

/// <summary>
/// Inference: moves an addition, with what is fused behind it, into the kernel that computes one of its operands and is read by nothing else; of several the last, so that
/// nothing waits for it. The other operands become inputs of that kernel's node, which moves to the place of the addition.
/// <para>
/// Afterwards: an addition is left only where no operand is computed by a register tile for it alone. Convolution, BatchNorm, residual addition and ReLU are one kernel.
/// </para>
/// </summary>
internal sealed class FuseAdditions : Pass
{
    public override bool Concerns(Graph graph) => graph.Nodes.Any(node => node.Layer.IsAddition);

    public override Graph Run(Graph graph, PassLog log)
    {
        int[] additions = [.. graph.Nodes.Where(node => node.Layer.IsAddition).Select(node => node.Id)];
        foreach (int id in additions)
        {
            var addition = graph[id];
            if (FindCarrier(graph, addition) is { } carrier)
            {
                graph = Fuse(graph, carrier, addition);
                log.Decide($"{addition.Name}: fused into the kernel of {carrier.Name}");
            }
        }

        return graph;
    }

    private static Node? FindCarrier(Graph graph, Node addition) =>
        graph.Nodes.LastOrDefault(node =>
            addition.Inputs.Take(addition.LayerInputs).Contains(node.Id) && node.Layer.AcceptsAddends(node) && graph.HasSingleConsumer(node.Id));

    private static Graph Fuse(Graph graph, Node carrier, Node addition)
    {
        int carried = addition.Inputs.IndexOf(carrier.Id);
        FusedOperation[] operations = [new(addition with { Epilogue = [] }, addition.LayerInputs - 1), .. addition.Epilogue];
        var fused = carrier with
        {
            Inputs = carrier.Inputs.AddRange(addition.Inputs.RemoveAt(carried)),
            InputShapes = carrier.InputShapes.AddRange(addition.InputShapes.RemoveAt(carried)),
            Epilogue = carrier.Epilogue.AddRange(operations),
        };
        var nodes = graph.Nodes.Where(node => node.Id != carrier.Id).Select(node => node.Id == addition.Id ? fused : node with
        {
            Inputs = [.. node.Inputs.Select(Renamed)],
        });
        return graph with { Nodes = [.. nodes], Outputs = [.. graph.Outputs.Select(Renamed)] };

        int Renamed(int id) => id == addition.Id ? carrier.Id : id;
    }
}
