using System.Runtime.CompilerServices;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Analysis;

/// <summary>
/// S(v), per channel of every value: adding a constant to the channel, the same at every position and for every sample, leaves the
/// network's output unchanged with batch statistics; or only adding one constant to all channels of a class does (GroupNorm, LayerNorm).
/// </summary>
internal sealed class ShiftInvarianceAnalysis
{
    private static readonly ConditionalWeakTable<Graph, ShiftInvarianceAnalysis> Known = new();

    private readonly BackwardFreedom freedom;

    private ShiftInvarianceAnalysis(Graph graph) => freedom = new BackwardFreedom(graph, Symmetry.Shift, keepsFactors: _ => true);

    /// <summary>The analysis of a graph; remembered as long as the graph is, since several stages ask.</summary>
    public static ShiftInvarianceAnalysis Run(Graph graph) => Known.GetValue(graph, static graph => new(graph));

    /// <summary>What may be added to the node's value.</summary>
    public ChannelFreedom Of(Node node) => freedom.Of(node);

    /// <summary>Whether the parameter only adds what changes nothing, in every channel: dL/db = 0.</summary>
    public bool IsRedundant(Node node, string role) => node.Layer.AdditiveParameter == role && freedom.BeforeEpilogue(node).IsOwnEverywhere;

    /// <summary>Directions of a parameter that cannot change the output; the parameter itself may.</summary>
    public int RedundantDirections(Node node, string role) => node.Layer.AdditiveParameter == role ? freedom.BeforeEpilogue(node).Directions : 0;

    /// <summary>
    /// The role of the node's parameter that adds to its output and is not redundant, or null: on the declared graph as behind <c>EliminateRedundantBiases</c>. It need not
    /// be a constant per channel (LayerNorm).
    /// </summary>
    public string? StoredOffset(Node node) => node.Has("bias") && !IsRedundant(node, "bias") ? "bias" : null;
}
