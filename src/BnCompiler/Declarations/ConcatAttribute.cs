namespace BnCompiler;

/// <summary>
/// The channels of the current value, then those of the named ones in their order: <c>torch.cat([current, …], 1)</c>. Height and width are equal.
/// </summary>
/// <param name="others">Names of layers written earlier, or <c>"input"</c>; at least one.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ConcatAttribute(params string[] others) : LayerAttribute
{
    /// <summary>The values whose channels follow those of the current one.</summary>
    public string[] Others { get; } = others;
}
