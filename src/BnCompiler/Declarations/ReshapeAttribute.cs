namespace BnCompiler;

/// <summary>
/// The same values under other sizes, in PyTorch's order (channel, row, column): from and to <c>[F]</c>, <c>[C, L]</c> and <c>[C, H, W]</c>. To one size it is a
/// <see cref="FlattenAttribute"/>.
/// </summary>
/// <param name="shape">
/// One to three sizes without the batch, each at least 1; one may be −1 and follows from the others. Their product is the number of values that arrive.
/// </param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ReshapeAttribute(params int[] shape) : LayerAttribute
{
    /// <summary>The sizes of one sample's value.</summary>
    public int[] Shape { get; } = shape;
}
