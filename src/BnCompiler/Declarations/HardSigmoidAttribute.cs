namespace BnCompiler;

/// <summary>min(max(x + 3, 0), 6) / 6. Its slope is 0 at −3 and at 3.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class HardSigmoidAttribute : LayerAttribute;
