using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Passes;
using BnCompiler.Generator.Tests.Layers;

namespace BnCompiler.Generator.Tests.Passes;

public sealed class PassPipelineTests
{
    private const string Small = "Network(1, 8, 8), Conv2d(4, 3), BatchNorm, ReLU, Dropout, Flatten, Linear(2)";

    [Fact]
    public void Inference()
    {
        var result = PassPipeline.Inference.Run(Networks.Build(Small));

        Assert.Equal(
            """
            EliminateRedundantBiases:
            conv1.bias: removed, bn1 subtracts it
            input = Input -> [1, 8, 8]
            conv1 = Conv2d(1 → 4, kernel 3×3)(input) -> [4, 6, 6] | weight | without bias
            bn1 = BatchNorm(4)(conv1) -> [4, 6, 6] | weight, bias, running_mean, running_var
            relu1 = ReLU(bn1) -> [4, 6, 6]
            dropout1 = Dropout(0.5)(relu1) -> [4, 6, 6]
            flatten1 = Flatten(dropout1) -> [144]
            linear1 = Linear(144 → 2)(flatten1) -> [2] | weight, bias
            return linear1

            RemoveInferenceIdentities:
            dropout1: removed, it does nothing at inference
            input = Input -> [1, 8, 8]
            conv1 = Conv2d(1 → 4, kernel 3×3)(input) -> [4, 6, 6] | weight | without bias
            bn1 = BatchNorm(4)(conv1) -> [4, 6, 6] | weight, bias, running_mean, running_var
            relu1 = ReLU(bn1) -> [4, 6, 6]
            flatten1 = Flatten(relu1) -> [144]
            linear1 = Linear(144 → 2)(flatten1) -> [2] | weight, bias
            return linear1

            FoldBatchNorm:
            bn1: folded backward into conv1, which computes its input
            input = Input -> [1, 8, 8]
            conv1 = Conv2d(1 → 4, kernel 3×3)(input) -> [4, 6, 6] | weight | without bias | folds bn1 into outputs
            relu1 = ReLU(conv1) -> [4, 6, 6]
            flatten1 = Flatten(relu1) -> [144]
            linear1 = Linear(144 → 2)(flatten1) -> [2] | weight, bias
            return linear1

            FuseActivationsForInference:
            relu1: fused into the kernel of conv1
            input = Input -> [1, 8, 8]
            conv1 = Conv2d(1 → 4, kernel 3×3)(input) -> [4, 6, 6] | weight | without bias | folds bn1 into outputs | then ReLU relu1
            flatten1 = Flatten(conv1) -> [144]
            linear1 = Linear(144 → 2)(flatten1) -> [2] | weight, bias
            return linear1
            """,
            string.Join("\n\n", result.Log));
    }

    [Fact]
    public void APassThatChangesNothingSaysSo()
    {
        var result = PassPipeline.Training.Run(Networks.Build("Network(4), Linear(2)"));
        Assert.Equal("EliminateRedundantBiases:\nunchanged\n\nFuseActivationsForTraining:\nunchanged", string.Join("\n\n", result.Log));
        Assert.Equal([], result.Findings.ToArray());
    }

    [Fact]
    public void StopsAfterAnyPass()
    {
        var graph = Networks.Build(Small);
        var all = PassPipeline.Inference.Run(graph);
        for (int passes = 0; passes <= all.Log.Length; passes++)
        {
            var stopped = PassPipeline.Inference.Run(graph, passes);
            Assert.Equal(all.Log.Take(passes).Select(record => record.ToString()), stopped.Log.Select(record => record.ToString()));
            Assert.Equal(passes == 0 ? GraphPrinter.Print(graph) : all.Log[passes - 1].Graph, GraphPrinter.Print(stopped.Graph));
        }
    }

    [Fact]
    public void ANetworkOfIdentitiesReturnsItsInput()
    {
        Assert.Equal("input = Input -> [4]\nreturn input", GraphPrinter.Print(PassPipeline.Inference.Run(Networks.Build("Network(4), Dropout, Dropout")).Graph));
    }

    [Fact]
    public void TheFailingPassIsNamed()
    {
        var pipeline = new PassPipeline([new EliminateRedundantBiases(), new LoseTheInput()]);
        var graph = Networks.Build(Small);

        var exception = Assert.Throws<GraphVerificationException>(() => pipeline.Run(graph));
        Assert.StartsWith("LoseTheInput left a graph that is not valid: conv1: reads the unknown node 0", exception.Message, StringComparison.Ordinal);
        Assert.Single(pipeline.Run(graph, stopAfter: 1).Log);
    }

    [Fact]
    public void TheDeclaredGraphIsVerifiedToo()
    {
        var graph = Networks.Build(Small);
        var exception = Assert.Throws<GraphVerificationException>(() => PassPipeline.Training.Run(graph with { Outputs = [] }));
        Assert.StartsWith("The graph builder left a graph that is not valid: no output", exception.Message, StringComparison.Ordinal);
    }

    private sealed class LoseTheInput : Pass
    {
        public override Graph Run(Graph graph, PassLog log) => graph with { Nodes = graph.Nodes.RemoveAll(node => node.Layer is InputLayer) };
    }
}
