namespace BnCompiler;

/// <summary>The largest value over all positions, per channel: <c>[C, H, W]</c> to <c>[C, 1, 1]</c>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GlobalMaxPool2dAttribute : LayerAttribute;
