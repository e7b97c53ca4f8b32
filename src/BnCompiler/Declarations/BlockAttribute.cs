namespace BnCompiler;

/// <summary>
/// Makes a class a block: layers under one name, which networks and other blocks use with <see cref="UseAttribute{TBlock}"/>. The layer attributes
/// that follow are its layers. Its <c>const</c> fields of the types <see cref="int"/>, <see cref="double"/>, <see cref="bool"/> and <see cref="string"/>
/// are its parameters, in the order written; their values are the defaults. Arguments of its layers are constant expressions over them.
/// <para>
/// Inside, <c>"input"</c> is what the block reads where it is used, names are those of its own layers, and its value is that of its last layer. The class is
/// <c>sealed</c> or <c>abstract</c>: C# takes no <c>static</c> class as a type argument.
/// </para>
/// </summary>
/// <example><code>
/// [Block]
/// [Conv2d(Channels, 3, Stride = Stride, Padding = 1, Bias = false), BatchNorm, ReLU]
/// [Conv2d(Channels, 3, Padding = 1, Bias = false), BatchNorm]
/// [Conv2d(Channels, 1, Stride = Stride, Bias = false, From = "input"), BatchNorm]
/// [Add("bn2"), ReLU]
/// public sealed class Residual
/// {
///     public const int Channels = 64;
///     public const int Stride = 1;
/// }
/// </code></example>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class BlockAttribute : Attribute;
