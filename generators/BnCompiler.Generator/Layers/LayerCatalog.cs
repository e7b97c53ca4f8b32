using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>One kind of layer that can be declared.</summary>
/// <param name="Kind">The attribute's name without its suffix.</param>
/// <param name="Prefix">The default name without its number.</param>
/// <param name="Read">Makes the layer from its arguments.</param>
internal sealed record LayerKind(string Kind, string Prefix, Func<ArgumentReader, Layer> Read);

/// <summary>Every layer that can be declared, one line each.</summary>
internal static class LayerCatalog
{
    public static ImmutableArray<LayerKind> Kinds { get; } =
    [
        new("Input", "input", InputLayer.Read),
        new("Linear", "linear", LinearLayer.Read),
        new("Conv2d", "conv", Conv2dLayer.Read),
        new("Conv1d", "conv1d_", Conv1dLayer.Read),
        new("BatchNorm", "bn", BatchNormLayer.Read),
        new("GroupNorm", "gn", GroupNormLayer.Read),
        new("InstanceNorm", "in", InstanceNormLayer.Read),
        new("LayerNorm", "ln", LayerNormLayer.Read),
        new("ReLU", "relu", ReLULayer.Read),
        new("LeakyReLU", "leaky_relu", LeakyReLULayer.Read),
        new("PReLU", "prelu", PReLULayer.Read),
        new("Sigmoid", "sigmoid", SigmoidLayer.Read),
        new("Tanh", "tanh", TanhLayer.Read),
        // Spelled out: relu6 with a number behind it would be the name of a ReLU too.
        new("ReLU6", "relu_six", ReLU6Layer.Read),
        new("ELU", "elu", ELULayer.Read),
        new("GELU", "gelu", GELULayer.Read),
        new("SiLU", "silu", SiLULayer.Read),
        new("HardSwish", "hard_swish", HardSwishLayer.Read),
        new("HardSigmoid", "hard_sigmoid", HardSigmoidLayer.Read),
        new("Clamp", "clamp", ClampLayer.Read),
        new("MaxPool2d", "maxpool", MaxPool2dLayer.Read),
        new("AvgPool2d", "avgpool", AvgPool2dLayer.Read),
        new("MaxPool1d", "maxpool1d_", MaxPool1dLayer.Read),
        new("AvgPool1d", "avgpool1d_", AvgPool1dLayer.Read),
        new("AdaptiveAvgPool1d", "adaptive_avgpool1d_", AdaptiveAvgPool1dLayer.Read),
        new("GlobalAvgPool2d", "global_avgpool", GlobalAvgPool2dLayer.Read),
        new("GlobalMaxPool2d", "global_maxpool", GlobalMaxPool2dLayer.Read),
        new("AdaptiveAvgPool2d", "adaptive_avgpool", AdaptiveAvgPool2dLayer.Read),
        new("ZeroPad2d", "zeropad", ZeroPad2dLayer.Read),
        new("Upsample", "upsample", UpsampleLayer.Read),
        new("ChannelShuffle", "channel_shuffle", ChannelShuffleLayer.Read),
        new("ConvTranspose2d", "conv_transpose", ConvTranspose2dLayer.Read),
        new("Flatten", "flatten", FlattenLayer.Read),
        new("Reshape", "reshape", ReshapeLayer.Read),
        new("Dropout", "dropout", DropoutLayer.Read),
        new("Softmax", "softmax", SoftmaxLayer.Read),
        new("LogSoftmax", "log_softmax", LogSoftmaxLayer.Read),
        new("Add", "add", AddLayer.Read),
        new("Concat", "concat", ConcatLayer.Read),
        new("Multiply", "multiply", MultiplyLayer.Read),
    ];

    public static LayerKind? Find(string kind) => Kinds.FirstOrDefault(candidate => candidate.Kind == kind);
}
