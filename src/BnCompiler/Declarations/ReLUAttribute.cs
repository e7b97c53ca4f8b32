namespace BnCompiler;

/// <summary>max(0, x). Its gradient at 0 is 0.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ReLUAttribute : LayerAttribute;
