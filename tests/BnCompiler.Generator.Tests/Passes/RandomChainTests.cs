using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Passes;

namespace BnCompiler.Generator.Tests.Passes;

/// <summary>What holds for every network, on some hundred drawn ones.</summary>
public sealed class RandomChainTests
{
    private const int Count = 300;

    [Fact]
    public void BothProgramsHaveTheParametersOfOneNetwork()
    {
        foreach (var graph in Graphs())
        {
            var training = PassPipeline.Training.Run(graph).Graph;
            var inference = PassPipeline.Inference.Run(graph, stopAfter: 1).Graph;
            Assert.Equal(Parameters(inference), Parameters(training));
        }
    }

    [Fact]
    public void InferenceHasNoBatchNormAndEveryOneHasAFate()
    {
        foreach (var graph in Graphs())
        {
            var result = PassPipeline.Inference.Run(graph);
            var declared = graph.Nodes.Where(node => node.Layer is BatchNormLayer).Select(node => node.Name).Order();

            Assert.DoesNotContain(result.Graph.Nodes, node => node.Layer is BatchNormLayer || node.Layer.IsIdentityAtInference);
            Assert.Equal(declared, result.Fates.Select(fate => fate.BatchNorm).Order());
            Assert.Equal(declared, Affine(result.Graph).Order());
        }
    }

    [Fact]
    public void InferenceHasNothingForABatchNormAlone()
    {
        foreach (var graph in Graphs())
        {
            FoldingAssert.NoBatchNormIsLeft(graph);
        }
    }

    [Fact]
    public void RunningAPipelineAgainChangesNothing()
    {
        foreach (var graph in Graphs())
        {
            foreach (var pipeline in new[] { PassPipeline.Training, PassPipeline.Inference })
            {
                var once = pipeline.Run(graph).Graph;
                Assert.Equal(GraphPrinter.Print(once), GraphPrinter.Print(pipeline.Run(once).Graph));
            }
        }
    }

    [Fact]
    public void ABiasGoesExactlyWhereABatchNormIsReachedThroughLayersThatKeepConstants()
    {
        int eliminated = 0;
        foreach (var graph in Graphs())
        {
            var result = new PassPipeline([new EliminateRedundantBiases()]).Run(graph).Graph;
            foreach (var node in graph.Nodes.Where(node => node.Layer.AdditiveParameter is not null))
            {
                bool expected = ReachesBatchNorm(graph, node);
                Assert.True(expected == !result[node.Id].Has("bias"), $"{node.Name} in\n{GraphPrinter.Print(graph)}");
                eliminated += expected ? 1 : 0;
            }
        }

        Assert.InRange(eliminated, Count / 4, int.MaxValue);
    }

    /// <summary>The rule for a chain, written down a second time and forwards.</summary>
    private static bool ReachesBatchNorm(Graph graph, Node node)
    {
        foreach (var next in graph.Nodes.SkipWhile(other => other.Id != node.Id).Skip(1))
        {
            switch (next.Layer)
            {
                case BatchNormLayer:
                    return true;
                case LinearLayer or MaxPool2dLayer or GlobalAvgPool2dLayer or GlobalMaxPool2dLayer or AdaptiveAvgPool2dLayer or UpsampleLayer or FlattenLayer:
                case Conv2dLayer { Window: { PaddingHeight: 0, PaddingWidth: 0 } }:
                case AvgPool2dLayer { CountIncludePad: false } or AvgPool2dLayer { Window: { PaddingHeight: 0, PaddingWidth: 0 } }:
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }

    private static string[] Parameters(Graph graph) =>
        [.. graph.Nodes.SelectMany(node => node.Parameters.Select(spec => $"{node.Name}.{spec.Role}").Concat(node.Eliminated.Select(spec => $"({node.Name}.{spec.Role})")))];

    /// <summary>Names of the BatchNorms that the graph still computes, each once: a forward fold names it at every reader.</summary>
    private static IEnumerable<string> Affine(Graph graph) =>
        graph.Nodes.SelectMany(node => node.Folds.Select(fold => fold.BatchNorm.Name)
            .Concat(node.Epilogue.Where(operation => operation.Source.Layer is BatchNormLayer).Select(operation => operation.Source.Name))).Distinct();

    private static IEnumerable<Graph> Graphs()
    {
        var random = new Random(20240);
        for (int drawn = 0; drawn < Count;)
        {
            int[] shape = random.Next(4) == 0 ? [random.Next(1, 9)] : [random.Next(1, 5), random.Next(4, 14), random.Next(4, 14)];
            var layers = Enumerable.Range(0, random.Next(1, 9)).Select(_ => DrawLayer(random)).ToImmutableArray();
            var declaration = new NetworkDeclaration("", ImmutableArray<string>.Empty, "public", "Net", shape.ToImmutableArray(), layers);
            if (GraphBuilder.Build(declaration).Graph is { } graph)
            {
                drawn++;
                yield return graph;
            }
        }
    }

    private static LayerDeclaration DrawLayer(Random random) => random.Next(14) switch
    {
        0 => Layer("Linear", ("OutFeatures", random.Next(1, 6)), ("Bias", random.Next(4) > 0)),
        1 or 2 => Layer("Conv2d", ("OutChannels", random.Next(1, 6)), ("KernelHeight", random.Next(1, 4)), ("KernelWidth", random.Next(1, 4)), ("Padding", random.Next(2))),
        3 or 4 or 5 => Layer("BatchNorm", ("Affine", random.Next(4) > 0)),
        6 => Layer("MaxPool2d", ("KernelHeight", 2), ("KernelWidth", 2), ("Padding", random.Next(2))),
        7 => Layer("AvgPool2d", ("KernelHeight", 2), ("KernelWidth", 2), ("Padding", random.Next(2)), ("CountIncludePad", random.Next(2) > 0)),
        8 => Layer("Flatten"),
        9 => Layer("Dropout"),
        10 => Layer(random.Next(3) == 0 ? "Softmax" : "GlobalAvgPool2d"),
        11 => Layer("ConvTranspose2d", ("OutChannels", random.Next(1, 6)), ("KernelHeight", 3), ("KernelWidth", 2), ("Stride", random.Next(1, 3))),
        12 => random.Next(5) switch
        {
            0 => Layer("ZeroPad2d", ("Padding", random.Next(2))),
            1 => Layer("Upsample", ("Scale", 2), ("Mode", random.Next(2))),
            2 => Layer("ChannelShuffle", ("Groups", random.Next(1, 3))),
            3 => Layer("AdaptiveAvgPool2d", ("OutputHeight", random.Next(1, 5)), ("OutputWidth", random.Next(1, 5))),
            _ => Layer("GlobalMaxPool2d"),
        },
        _ => Layer(random.Next(2) == 0 ? "ReLU" : "Tanh"),
    };

    private static LayerDeclaration Layer(string kind, params (string Name, object Value)[] arguments) =>
        new(kind, null, arguments.Select(argument => new ArgumentDeclaration(argument.Name, argument.Value)).ToImmutableArray());
}
