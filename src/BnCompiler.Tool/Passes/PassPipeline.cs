using System.Collections.Immutable;
using BnCompiler.Tool.Onnx;

namespace BnCompiler.Tool.Passes;

/// <summary>The normalising passes in order.</summary>
internal static class PassPipeline
{
    /// <summary>The model in the form that the catalog of operators reads, and what was changed.</summary>
    public static (OnnxModel Model, ImmutableArray<string> Notes) Run(OnnxModel model, OnnxLimits limits)
    {
        long opset = model.Opsets[""];
        var notes = ImmutableArray.CreateBuilder<string>();
        var graph = RemoveUnusedNodes.Run(model.Graph);
        int nodes = graph.Nodes.Length;
        graph = FoldConstants.Run(graph, opset, limits);
        if (graph.Nodes.Length < nodes)
        {
            notes.Add($"{nodes - graph.Nodes.Length} of {nodes} nodes depend on constants only");
        }

        graph = NodeRewrite.Run(graph, notes, RecognizeSelections.Match);
        graph = NodeRewrite.Run(graph, notes, RecognizeGelu.Match);
        graph = NodeRewrite.Run(graph, notes, (node, index) => RecognizeSoftmax.Match(node, index, opset));
        return (model with { Graph = RemoveUnusedNodes.Run(graph) }, notes.ToImmutable());
    }
}
