using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Analysis;

/// <summary>Parameters that have to move together.</summary>
/// <param name="Symmetry">By constants, or by factors.</param>
/// <param name="Directions">In how many independent ways.</param>
/// <param name="Parameters">Names of the stored parameters that move; one where it moves alone.</param>
internal sealed record FreeGroup(Symmetry Symmetry, int Directions, EquatableArray<string> Parameters);

/// <summary>
/// Every direction in which the declared parameters of a network can move without a change of its output, as far as the algebra of constants and
/// factors per channel knows: with batch statistics, up to ε, to first order. ReLU's own rescaling, between two layers without a BatchNorm, is among them.
/// </summary>
internal sealed record FreeDirections
{
    /// <summary>Directions of parameters that add constants, redundant ones included.</summary>
    public required int Shifts { get; init; }

    /// <summary>Directions of parameters that multiply.</summary>
    public required int Scales { get; init; }

    /// <summary>The directions of stored parameters.</summary>
    public required ImmutableArray<FreeGroup> Groups { get; init; }

    /// <summary>How many independent directions are claimed: never more than the Jacobian of all declared parameters has null space.</summary>
    public int Count => Shifts + Scales;

    /// <summary>The directions of a graph with the layers as declared; redundant biases may be eliminated already.</summary>
    public static FreeDirections Of(Graph graph)
    {
        var invariance = ShiftInvarianceAnalysis.Run(graph);
        var shifts = new FreeGroups(graph, Symmetry.Shift, invariance);
        var scales = new FreeGroups(graph, Symmetry.Scale, invariance);
        return new FreeDirections { Shifts = shifts.Directions, Scales = scales.Directions, Groups = [.. shifts.Groups, .. scales.Groups] };
    }
}
