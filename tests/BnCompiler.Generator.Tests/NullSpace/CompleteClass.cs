using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Tests.Passes;

namespace BnCompiler.Generator.Tests.NullSpace;

/// <summary>
/// The networks for which the algebra of constants and factors per channel is all there is; generators/decisions/0003 says why each condition is needed. What is linear
/// between nonlinear functions is a sum over paths from roots, the values of nonlinear functions and the input; every root must reach a value on one path, over at most one layer
/// that mixes channels.
/// </summary>
internal static class CompleteClass
{
    public static bool Contains(Graph graph) => WhyNot(graph) is null;

    /// <summary>The first condition that fails, or null.</summary>
    public static string? WhyNot(Graph graph)
    {
        var paths = new Dictionary<int, Path[]>();
        foreach (var node in graph.Nodes)
        {
            Path[] reached = [.. node.Inputs.SelectMany(input => paths[input])];
            if (Problem(graph, node, reached) is { } problem)
            {
                return $"{node.Name} {problem}";
            }

            bool isRoot = node.Inputs.IsEmpty || IsNonlinear(node.Layer);
            paths.Add(node.Id, isRoot ? [new Path(node.Id, 0, false)] : [.. reached.Select(path => path.Behind(node))]);
        }

        return null;
    }

    private static string? Problem(Graph graph, Node node, Path[] reached)
    {
        var behind = reached.Select(path => path.Behind(node)).ToArray();
        return behind.GroupBy(path => path.Root).Any(root => root.Count() > 1) && node.Layer is not MultiplyLayer ? "adds or joins two linear functions of one value"
            : behind.Any(path => path.Mixings > 1) ? "mixes channels that were mixed by weights before"
            : node.Layer.Activation is not null && !reached.Any(path => path.IsOffset) ? "is applied to values whose sign is known"
            : graph.Consumers(node.Id).Count(reader => reader.Layer.Activation is not null) > 1 ? "is read by two functions"
            : node.Layer is BatchNormLayer { Frozen: true } ? "subtracts a constant that no factor in front of it follows"
            : node.Layer is GroupNormLayer && !graph.Consumers(node.Id).All(reader => reader.Layer.Activation is not null) ? "has a sum of zero in every sample"
            : node.Layer is GroupNormLayer && graph.Nodes.Any(other => other.Layer is MultiplyLayer) ? "takes away factors of a sample, such as gates give"
            : node.Layer is GroupNormLayer && node.Shape.Positions == 1 ? "subtracts more than constants"
            : node.Layer is MaxPool2dLayer or GlobalMaxPool2dLayer && reached.Any(path => !path.IsOffset && graph[path.Root].Layer is ReLULayer or LeakyReLULayer) ? "picks rectified values, most of which are positive"
            : node.Layer is AvgPool2dLayer { CountIncludePad: true, Window.PaddingHeight: > 0 } ? "may count as many zeros in every window"
            : HasUnusedTaps(node) ? "has taps that see only padding"
            : null;
    }

    private static bool IsNonlinear(Layer layer) =>
        layer.Activation is not null || layer is MultiplyLayer or GlobalMaxPool2dLayer or MaxPool2dLayer;

    private static bool IsMixing(Node node) => node.Layer switch
    {
        LinearLayer => node.InputShape.Channels > 1,
        Conv2dLayer conv => node.InputShape.Channels > conv.Groups,
        _ => false,
    };

    /// <summary>A tap further out than the image is wide meets nothing but zeros.</summary>
    private static bool HasUnusedTaps(Node node) =>
        node.Layer is Conv2dLayer { Window: var window } && (window.KernelHeight > node.InputShape.Height || window.KernelWidth > node.InputShape.Width);

    /// <summary>A linear path from a root.</summary>
    /// <param name="Root">The node.</param>
    /// <param name="Mixings">Layers on it that mix channels.</param>
    /// <param name="IsOffset">Whether weights or a normalisation have taken the values to both sides of zero.</param>
    private sealed record Path(int Root, int Mixings, bool IsOffset)
    {
        public Path Behind(Node node) => new(Root, Mixings + (IsMixing(node) ? 1 : 0), IsOffset || node.Layer is LinearLayer or Conv2dLayer or BatchNormLayer or GroupNormLayer);
    }
}
