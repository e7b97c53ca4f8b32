namespace BnCompiler.Generator.Layers;

/// <summary>x − log Σ e^x over the features, or over the channels at each position; dx = dy − e^y·Σ dy.</summary>
internal sealed class LogSoftmaxLayer() : ChannelFunctionLayer("LogSoftmax", "y = x − log Σ e^x", "dx = dy − e^y·Σ dy")
{
    public static LogSoftmaxLayer Read(ArgumentReader arguments) => new();
}
