namespace BnCompiler;

/// <summary>min(max(x, 0), 6). Its slope is 0 at 0 and at 6.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ReLU6Attribute : LayerAttribute;
