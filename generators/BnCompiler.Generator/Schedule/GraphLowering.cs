using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;

namespace BnCompiler.Generator.Schedule;

/// <summary>Lowers a graph from its inputs to its outputs, and back.</summary>
internal static class GraphLowering
{
    /// <summary>Adds the steps of all layers, and behind each layer whose value is an output the copy to the caller.</summary>
    public static void LowerForward(Graph graph, LoweringContext context)
    {
        var outputs = SamplePart.Outputs(graph).ToLookup(part => part.Node.Id);
        foreach (var node in graph.Nodes)
        {
            node.Layer.LowerForward(node, context);
            context.ThrowIfUnfinished(node);
            foreach (var part in outputs[node.Id])
            {
                var value = context.Output(node);
                context.Add(
                    context.Writer(node), "the result, in PyTorch's order", PlanarKernel.Store(value.Layout, part.Gap), StepScope.Sample,
                    new ValueOperand(value), new BoundaryOperand(Boundary.Output, part));
            }
        }
    }

    /// <summary>Adds the copies of the caller's gradients, and the backward steps of all layers from the last to the first.</summary>
    public static void LowerBackward(Graph graph, LoweringContext context)
    {
        foreach (var part in SamplePart.Outputs(graph))
        {
            if (context.GradientOfOutput(part.Node, out bool accumulate) is { } gradient)
            {
                context.Add(
                    part.Node, "the gradient of the loss", PlanarKernel.Load(gradient.Layout, accumulate, part.Gap), StepScope.Sample,
                    new BoundaryOperand(Boundary.OutputGradient, part), new ValueOperand(gradient));
            }
        }

        foreach (var node in graph.Nodes.Reverse().Where(context.NeedsGradient))
        {
            node.Layer.LowerBackward(node, context);
        }
    }
}
