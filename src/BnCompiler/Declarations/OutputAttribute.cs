namespace BnCompiler;

/// <summary>
/// Makes the current value, or the one that <see cref="LayerAttribute.From"/> names, an output of the network, and passes it on. The value of the last layer is always an
/// output; where no attribute behind it gives it a name, it is the last one and called <c>output</c>. An output sample is all outputs one after the other, in the order
/// written; the emitted <c>Predict</c> also takes each in a span of its own.
/// </summary>
/// <example><code>
/// [Network(3, 32, 32), Conv2d(8, 3), ReLU, Output("features"), Flatten, Linear(10)]
/// </code></example>
/// <param name="name">The output's name.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class OutputAttribute(string name) : LayerAttribute
{
    /// <summary>What the constructor was given as the name.</summary>
    public string OutputName { get; } = name;
}
