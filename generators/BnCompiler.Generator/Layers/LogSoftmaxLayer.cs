namespace BnCompiler.Generator.Layers;

/// <summary>x − log Σ e^x over the features, or over the channels at each position; dx = dy − e^y·Σ dy.</summary>
internal sealed class LogSoftmaxLayer() : ChannelFunctionLayer(
    "LogSoftmax", "y = x − log Σ e^x", "dx = dy − e^y·Σ dy",
    shared: "float logarithm = LogSoftmaxFunction.LogarithmOfSum(ref {x}, Channels, out float largest);",
    value: "TSimd.Subtract(TSimd.Subtract({x}, TSimd.Create(largest)), TSimd.Create(logarithm))")
{
    public static LogSoftmaxLayer Read(ArgumentReader arguments) => new();
}
