using System.Collections.Immutable;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;

namespace BnCompiler.Generator.Tests.Passes;

/// <summary>Builds graphs by hand, with branches. Nodes are named by their layers' kinds in lower case and a number.</summary>
internal sealed class GraphSketch
{
    private readonly List<Node> nodes = [];

    public GraphSketch(params int[] shape) => Input = Add(new InputLayer(new Shape(shape)), "input");

    public Node Input { get; }

    public static Layer Conv(int channels, int kernel = 1, int padding = 0, int groups = 1) =>
        new Conv2dLayer(channels, new Window(kernel, kernel, 1, 1, padding, padding, 1, 1), groups, hasBias: true);

    public static Layer BatchNorm(bool affine = true, bool frozen = false) => new BatchNormLayer(1e-5, 0.1, affine, frozen);

    public static Layer GroupNorm(int groups) => new GroupNormLayer(groups, 1e-5, affine: true);

    public static Layer AvgPool(int kernel) => new AvgPool2dLayer(new Window(kernel, kernel, kernel, kernel, 0, 0, 1, 1), false, true);

    public static Layer Sum() => new AddLayer([]);

    public static Layer Concat() => new ConcatLayer([]);

    public Node Add(Layer layer, string name, params Node[] inputs)
    {
        ImmutableArray<Shape> shapes = [.. inputs.Select(input => input.Shape)];
        var ignored = new FindingSink(0, ImmutableArray.CreateBuilder<Finding>());
        var node = new Node
        {
            Id = nodes.Count,
            Name = name,
            Layer = layer,
            Inputs = [.. inputs.Select(input => input.Id)],
            InputShapes = shapes,
            Shape = layer.InferShape(shapes, ignored)!,
            DeclarationIndex = nodes.Count - 1,
            Parameters = layer.Parameters(shapes),
        };
        nodes.Add(node);
        return node;
    }

    public Graph Build(params Node[] outputs)
    {
        var graph = new Graph("Sketch", [.. nodes], [.. outputs.Select(output => output.Id)]);
        Verifier.Verify(graph, "The sketch");
        return graph;
    }
}
