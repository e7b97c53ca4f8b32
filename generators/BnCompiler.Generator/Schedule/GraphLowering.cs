using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;

namespace BnCompiler.Generator.Schedule;

/// <summary>Lowers a graph from its input to its output, and back.</summary>
internal static class GraphLowering
{
    /// <summary>Adds the steps of all layers, and the copy of the result to the caller.</summary>
    public static void LowerForward(Graph graph, LoweringContext context)
    {
        foreach (var node in graph.Nodes)
        {
            node.Layer.LowerForward(node, context);
            context.ThrowIfUnfinished(node);
        }

        var output = graph[graph.Outputs.Single()];
        var value = context.Output(output);
        context.Add(
            context.Writer(output), "the result, in PyTorch's order", PlanarKernel.Store(value.Layout), StepScope.Sample,
            new ValueOperand(value), new BoundaryOperand(Boundary.Output, output.Shape.Length));
    }

    /// <summary>Adds the copy of the caller's gradient, and the backward steps of all layers from the last to the first.</summary>
    public static void LowerBackward(Graph graph, LoweringContext context)
    {
        var output = graph[graph.Outputs.Single()];
        if (!context.NeedsGradient(output))
        {
            return;
        }

        var gradient = context.OutputGradient(output);
        context.Add(
            output, "the gradient of the loss", PlanarKernel.Load(gradient.Layout, accumulate: false), StepScope.Sample,
            new BoundaryOperand(Boundary.OutputGradient, output.Shape.Length), new ValueOperand(gradient));
        foreach (var node in graph.Nodes.Reverse().Where(context.NeedsGradient))
        {
            node.Layer.LowerBackward(node, context);
        }
    }
}
