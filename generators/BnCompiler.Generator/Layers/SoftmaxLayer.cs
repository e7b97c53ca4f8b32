namespace BnCompiler.Generator.Layers;

/// <summary>e^x / Σ e^x over the features, or over the channels at each position; dx = y·(dy − Σ y·dy).</summary>
internal sealed class SoftmaxLayer() : ChannelFunctionLayer("Softmax", "y = e^x / Σ e^x", "dx = y·(dy − Σ y·dy)")
{
    public static SoftmaxLayer Read(ArgumentReader arguments) => new();
}
