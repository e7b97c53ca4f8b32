using BnCompiler.Tool.Onnx;

namespace BnCompiler.Tool.Passes;

/// <summary>Takes away nodes that no output depends on.</summary>
internal static class RemoveUnusedNodes
{
    public static OnnxGraph Run(OnnxGraph graph)
    {
        var needed = new HashSet<string>(graph.Outputs.Select(output => output.Name));
        var kept = new Stack<OnnxNode>();
        foreach (var node in graph.Nodes.Reverse().Where(node => node.Outputs.Any(needed.Contains)))
        {
            kept.Push(node);
            needed.UnionWith(node.Inputs);
        }

        return graph with { Nodes = [.. kept] };
    }
}
