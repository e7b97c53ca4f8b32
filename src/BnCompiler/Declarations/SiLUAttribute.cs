namespace BnCompiler;

/// <summary>x / (1 + e^−x), also called Swish.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SiLUAttribute : LayerAttribute;
