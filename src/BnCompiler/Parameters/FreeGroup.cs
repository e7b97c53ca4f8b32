using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>How parameters can move without changing the output of their network, with batch statistics.</summary>
public enum FreedomKind
{
    /// <summary>Constants are added to biases or β, which cancel.</summary>
    Shift,

    /// <summary>Weights, γ, β and biases are multiplied by factors, which cancel.</summary>
    Scale,
}

/// <summary>
/// Parameters that have to move together, so that the output stays: <c>bn1.weight</c> and <c>bn1.bias</c> by a factor per channel and the weight behind the ReLU by its
/// inverse. A parameter that can move alone is a group by itself.
/// </summary>
/// <param name="Kind">By constants or by factors.</param>
/// <param name="Directions">In how many independent ways; all groups together are independent.</param>
/// <param name="Parameters">Indices into <see cref="ParameterLayout.Parameters"/>, in increasing order.</param>
public sealed record FreeGroup(FreedomKind Kind, int Directions, ImmutableArray<int> Parameters)
{
    /// <summary>Groups of one kind.</summary>
    /// <param name="kind">By constants or by factors.</param>
    /// <param name="groups">Directions and parameters of each.</param>
    public static ImmutableArray<FreeGroup> Of(FreedomKind kind, params ReadOnlySpan<(int Directions, ImmutableArray<int> Parameters)> groups)
    {
        var all = ImmutableArray.CreateBuilder<FreeGroup>(groups.Length);
        foreach (var (directions, parameters) in groups)
        {
            all.Add(new FreeGroup(kind, directions, parameters));
        }

        return all.MoveToImmutable();
    }
}
