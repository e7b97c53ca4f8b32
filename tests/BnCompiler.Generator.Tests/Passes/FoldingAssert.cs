using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Passes;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Tests.Passes;

/// <summary>What holds for the inference program of every network: nothing in it is there for a BatchNorm alone.</summary>
internal static class FoldingAssert
{
    /// <summary>No BatchNorm has a node or a step, and there are no more steps than without any of them.</summary>
    public static void NoBatchNormIsLeft(Graph declared)
    {
        string description = GraphPrinter.Print(declared);
        string[] batchNorms = [.. declared.Nodes.Where(IsBatchNorm).Select(node => node.Name)];
        var result = PassPipeline.Inference.Run(declared);
        Assert.DoesNotContain(result.Graph.Nodes, IsBatchNorm);
        Assert.Equal(batchNorms.Order(), result.Fates.Select(fate => fate.BatchNorm).Order());

        var steps = Steps(result.Graph);
        Assert.True(steps.All(step => !batchNorms.Contains(step.Layer)), $"A BatchNorm has a step in\n{description}");
        Assert.True(steps.All(step => !IsForAffineMapsOnly(step)), $"A step only applies BatchNorms in\n{description}");

        var without = declared.Nodes.Where(IsBatchNorm).Aggregate(declared, (graph, node) => graph.Without(graph[node.Id]));
        int stepsWithout = Steps(PassPipeline.Inference.Run(without).Graph).Length;
        Assert.True(steps.Length <= stepsWithout, $"{steps.Length} steps, and {stepsWithout} without a BatchNorm, in\n{description}");
    }

    private static Step[] Steps(Graph graph) => [.. InferenceSchedule.Create(graph).Sections.SelectMany(section => section.Steps).SelectMany(step => step.Singly)];

    private static bool IsBatchNorm(Node node) => node.Layer is BatchNormLayer;

    private static bool IsForAffineMapsOnly(Step step) =>
        step.Kernel is MapKernel { Epilogue: { Count: > 0 } operations } && operations.All(operation => operation is AffineOperation or SideOperation);
}
