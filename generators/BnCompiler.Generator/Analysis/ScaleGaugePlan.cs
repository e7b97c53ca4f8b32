using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Analysis;

/// <summary>
/// A weight with a free scale and the running statistics that have to follow it, so that fixing the scale is a change of coordinates: the runtime's
/// <c>ScaleFreeWeight</c>.
/// </summary>
/// <param name="Weight">The tensor: <c>conv1.weight</c>.</param>
/// <param name="Rows">Parts with a factor of their own.</param>
/// <param name="Channels">Output channels of the layer.</param>
/// <param name="Followers">In the order of the graph.</param>
internal sealed record ScaleGaugePlan(string Weight, int Rows, int Channels, EquatableArray<GaugeFollower> Followers)
{
    /// <summary>The plans of a training graph. A weight whose factors cannot be followed has none; leaving its scale alone is always right.</summary>
    public static ImmutableArray<ScaleGaugePlan> Of(Graph graph, ScaleInvarianceAnalysis invariance) => [.. new GaugeTracer(graph, invariance).Plans];
}

/// <summary>Channels FirstChannel + i·Repeats + k (k &lt; Repeats) of a BatchNorm are multiplied by the factor of row FirstRow + i, for i &lt; Rows.</summary>
internal sealed record GaugeFollower(string BatchNorm, int Rows, int FirstRow, int FirstChannel, int Repeats);
