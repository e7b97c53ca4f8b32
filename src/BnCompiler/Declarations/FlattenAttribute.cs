namespace BnCompiler;

/// <summary><c>[C, H, W]</c> to <c>[C·H·W]</c>, or <c>[C, L]</c> to <c>[C·L]</c>, in PyTorch's order (channel, row, column).</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class FlattenAttribute : LayerAttribute;
