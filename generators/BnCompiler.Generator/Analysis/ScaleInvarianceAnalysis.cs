using System.Runtime.CompilerServices;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Analysis;

/// <summary>
/// Which positive factors each value may be multiplied by without changing the network's output, with batch statistics, up to ε, and with every parameter
/// as it is: P(v) is a factor of its own for a channel, U(v) one for all channels of a class. A bias that is stored stops a factor and one that is redundant does
/// not. What takes several parameters together is <see cref="FreeDirections"/>' matter.
/// </summary>
internal sealed class ScaleInvarianceAnalysis
{
    private static readonly ConditionalWeakTable<Graph, ScaleInvarianceAnalysis> Known = new();

    private readonly BackwardFreedom freedom;

    private ScaleInvarianceAnalysis(Graph graph, ShiftInvarianceAnalysis shifts)
    {
        Shifts = shifts;
        freedom = new BackwardFreedom(graph, Symmetry.Scale, keepsFactors: node => shifts.StoredOffset(node) is null);
    }

    /// <summary>The analysis of a graph; remembered as long as the graph is, since several stages ask.</summary>
    public static ScaleInvarianceAnalysis Run(Graph graph) => Known.GetValue(graph, static graph => new(graph, ShiftInvarianceAnalysis.Run(graph)));

    /// <summary>The same graph's constants.</summary>
    public ShiftInvarianceAnalysis Shifts { get; }

    public ChannelFreedom Of(Node node) => freedom.Of(node);

    /// <summary>The member of the runtime's <c>ParameterFacts</c> that holds for the scale of a stored parameter.</summary>
    public string FactOf(Node node, ParameterSpec parameter)
    {
        var free = freedom.BeforeEpilogue(node);
        string? offset = Shifts.StoredOffset(node);
        bool isScale = parameter.Role == node.OutputScale;
        if (!free.IsFreeEverywhere || (!isScale && parameter.Role != offset))
        {
            return "None";
        }

        if (offset is not null)
        {
            return "JointlyScaleFree";
        }

        // A row is an entry of the first axis; where that is not the outputs, only their common factor is one of the whole parameter.
        return free.IsOwnEverywhere && !parameter.InputsFirst ? "ScaleFreePerRow" : "ScaleFreeAsWhole";
    }
}
