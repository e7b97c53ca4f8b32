using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Numeric.Tests.Reference;
using Graph = BnCompiler.Generator.Ir.Graph;
using Window = BnCompiler.Numeric.Tests.Reference.Window;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>What the compiler reads from a declaration, its blocks expanded, as layers for the reference.</summary>
internal static class GraphSpecs
{
    public static NetSpec Of(Graph graph)
    {
        var shape = graph.Nodes[0].Shape;
        int[] values = [.. graph.Nodes.Select(node => node.Id)];
        var nodes = graph.Nodes.Skip(1).Select(node => new NetNode(Layer(node.Layer) with { Name = node.Name }, [.. node.Inputs.Select(input => Array.IndexOf(values, input))]));
        var input = shape.IsFeatures ? Extent.Features(shape.Channels) : Extent.Image(shape.Channels, shape.Height, shape.Width);
        return new NetSpec(input, new NetGraph(input, [.. nodes]).Layers());
    }

    private static LayerSpec Layer(Layer layer) => layer switch
    {
        Conv2dLayer conv => new Conv2dSpec(conv.OutChannels, Of(conv.Window), conv.Groups, conv.HasBias),
        ConvTranspose2dLayer conv => new ConvTranspose2dSpec(conv.OutChannels, Of(conv.Window), conv.Groups, conv.HasBias)
        {
            OutputPaddingHeight = conv.OutputPaddingHeight,
            OutputPaddingWidth = conv.OutputPaddingWidth,
        },
        LinearLayer linear => new LinearSpec(linear.OutFeatures, linear.HasBias),
        BatchNormLayer norm => new BatchNormSpec(norm.Epsilon, norm.Momentum, norm.Affine, norm.Frozen),
        ReLULayer => new ReLUSpec(),
        ReLU6Layer => new ReLU6Spec(),
        MaxPool2dLayer pool => new MaxPool2dSpec(Of(pool.Window) with { CeilMode = pool.CeilMode }),
        AvgPool2dLayer pool => new AvgPool2dSpec(Of(pool.Window) with { CeilMode = pool.CeilMode }, pool.CountIncludePad),
        GlobalAvgPool2dLayer => new GlobalAvgPool2dSpec(),
        FlattenLayer => new FlattenSpec(),
        DropoutLayer dropout => new DropoutSpec(dropout.Probability),
        AddLayer => new AddSpec(),
        ConcatLayer => new ConcatSpec(),
        _ => throw new NotSupportedException(layer.Kind),
    };

    private static Window Of(Generator.Ir.Window window) => new(window.KernelHeight, window.KernelWidth)
    {
        StrideHeight = window.StrideHeight,
        StrideWidth = window.StrideWidth,
        PaddingHeight = window.PaddingHeight,
        PaddingWidth = window.PaddingWidth,
        DilationHeight = window.DilationHeight,
        DilationWidth = window.DilationWidth,
    };
}
