namespace BnCompiler;

/// <summary>
/// Another input of the network, beside the one that <see cref="NetworkAttribute"/> gives. The layer written behind it reads it, and others by its name.
/// A sample is all inputs one after the other, in the order declared, the network's own first; the emitted <c>Predict</c> also takes each in a span of its own.
/// </summary>
/// <example><code>
/// [Network(3, 32, 32), Conv2d(8, 3, Padding = 1), ReLU]
/// [Input("mask", 1, 32, 32), Conv2d(8, 3, Padding = 1), Add("relu1"), ReLU]
/// </code></example>
/// <param name="name">The input's name.</param>
/// <param name="shape">The shape of one sample: <c>[features]</c>, <c>[channels, length]</c>, or <c>[channels, height, width]</c>. Every size is at least 1.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class InputAttribute(string name, params int[] shape) : LayerAttribute
{
    /// <summary>What the constructor was given as the name.</summary>
    public string InputName { get; } = name;

    /// <summary>The shape of one sample.</summary>
    public int[] Shape { get; } = shape;
}
