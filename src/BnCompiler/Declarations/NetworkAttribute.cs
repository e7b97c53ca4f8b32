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
}
