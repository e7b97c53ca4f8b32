namespace BnCompiler;

/// <summary>x·min(max(x + 3, 0), 6) / 6. Its slope is −½ at −3 and 1 at 3.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class HardSwishAttribute : LayerAttribute;
