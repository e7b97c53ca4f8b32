namespace BnCompiler;

/// <summary>
/// Makes a partial class a network and gives the shape of one input sample. The layer attributes that follow are compiled
/// into a training program and an inference program.
/// </summary>
/// <example><code>
/// [Network(1, 28, 28)]
/// [Conv2d(32, 3, Padding = 1), BatchNorm, ReLU, MaxPool2d(2)]
/// [Flatten, Linear(10)]
/// public sealed partial class Digits;
/// </code></example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class NetworkAttribute(params int[] inputShape) : Attribute
{
    /// <summary>
    /// The shape of one sample without the batch: <c>[features]</c>, <c>[channels, length]</c>, or <c>[channels, height, width]</c>. Every size is at least 1.
    /// </summary>
    public int[] InputShape { get; } = inputShape;

    /// <summary>
    /// Which parameters weight decay reaches when an optimiser that trains the network does not say it itself
    /// (<see cref="Optimizer.WeightDecayScope"/>): <see cref="WeightDecayScope.NotScaleFree"/> leaves out those whose scale cannot change the output. Where
    /// it is not written: all, as in PyTorch.
    /// </summary>
    public WeightDecayScope WeightDecay { get; set; }

    /// <summary>
    /// Whether prediction and training may do 3×3 convolutions of stride 1, and their gradients, by Winograd's minimal filtering (Lavin and Gray, 2015), where that takes less time. It needs 2.25
    /// or 4 times fewer products and rounds more: an output's error is typically 3 to 10 times that of a sum of products, still around 1e-6 of the largest output, and so is a gradient's.
    /// Default: true.
    /// </summary>
    public bool Winograd { get; set; } = true;
}
