namespace BnCompiler;

/// <summary>
/// The layers of a block, once or several times one after the other. The first instance reads the current value or <see cref="LayerAttribute.From"/>, and each
/// further one the value of the instance before.
/// <para>
/// Names inside get the instance's name in front, as PyTorch's modules do: with <c>Name = "layer1"</c> a layer is <c>layer1.conv1</c>, and with a
/// <see cref="Repeat"/> above 1 it is <c>layer1.0.conv1</c>, <c>layer1.1.conv1</c>, …; its tensors are <c>layer1.0.conv1.weight</c>, …. From outside,
/// <c>"layer1"</c> is the value of the last instance, and a name with dots reaches inside. The default name is the block's and a running number: <c>residual1</c>.
/// </para>
/// </summary>
/// <typeparam name="TBlock">A class with <see cref="BlockAttribute"/>, in source: the layers of a compiled assembly cannot be read.</typeparam>
/// <param name="arguments">The values of the block's constants, in the order in which it declares them. Those that are left out keep their defaults.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class UseAttribute<TBlock>(params object[] arguments) : LayerAttribute
    where TBlock : class
{
    /// <summary>The values of the block's constants.</summary>
    public object[] Arguments { get; } = arguments;

    /// <summary>How many instances follow each other, at least 1. Default: 1.</summary>
    public int Repeat { get; set; } = 1;
}
