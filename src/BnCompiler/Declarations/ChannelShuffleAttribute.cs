namespace BnCompiler;

/// <summary>
/// Mixes the channels of groups, so that a grouped convolution behind it sees all groups: channel j·C/groups + i of <c>[C, H, W]</c> or <c>[C, L]</c> becomes channel
/// i·groups + j, as in PyTorch.
/// </summary>
/// <param name="groups">Number of groups; divides the channels.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ChannelShuffleAttribute(int groups) : LayerAttribute
{
    /// <summary>Number of groups.</summary>
    public int Groups { get; } = groups;
}
