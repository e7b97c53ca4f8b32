namespace BnCompiler.Generator.Layers;

/// <summary>e^x / Σ e^x over the features, or over the channels at each position; dx = y·(dy − Σ y·dy).</summary>
internal sealed class SoftmaxLayer() : ChannelFunctionLayer(
    "Softmax", "y = e^x / Σ e^x", "dx = y·(dy − Σ y·dy)",
    shared: "float sum = SoftmaxFunction.Exponentials(ref {x}, ref {y}, Channels);",
    value: "TSimd.Divide({y}, TSimd.Create(sum))")
{
    public static SoftmaxLayer Read(ArgumentReader arguments) => new();
}
