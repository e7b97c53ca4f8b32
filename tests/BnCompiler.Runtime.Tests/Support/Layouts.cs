using System.Collections.Immutable;

namespace BnCompiler.Runtime.Tests.Support;

/// <summary>Builds layouts as the compiler does: trainable parameters first, each at a multiple of 16.</summary>
internal static class Layouts
{
    public static ParameterDefinition Define(string name, ParameterKind kind, params int[] shape) =>
        new(name, kind, [.. shape], 0, FanIn(shape), FanOut(shape), ParameterFacts.None);

    public static ParameterLayout Of(params ParameterDefinition[] parameters) => Of(parameters, []);

    public static ParameterLayout Of(ParameterDefinition[] parameters, EliminatedParameter[] eliminated)
    {
        int offset = 0;
        int trainable = 0;
        ImmutableArray<ParameterDefinition>.Builder placed = ImmutableArray.CreateBuilder<ParameterDefinition>();
        foreach (ParameterDefinition parameter in parameters.OrderBy(parameter => !parameter.IsTrainable))
        {
            placed.Add(parameter with { Offset = offset });
            offset = (offset + parameter.Length + 15) / 16 * 16;
            trainable = parameter.IsTrainable ? offset : trainable;
        }

        return new ParameterLayout("Net", placed.ToImmutable(), [.. eliminated], trainable, offset);
    }

    /// <summary>Linear 3 → 4, BatchNorm, Linear 4 → 2; the first bias is eliminated.</summary>
    public static ParameterLayout Small() => Of(
        [
            Define("linear1.weight", ParameterKind.Weight, 4, 3),
            Define("bn1.weight", ParameterKind.BatchNormWeight, 4),
            Define("bn1.bias", ParameterKind.BatchNormBias, 4),
            Define("bn1.running_mean", ParameterKind.RunningMean, 4),
            Define("bn1.running_var", ParameterKind.RunningVariance, 4),
            Define("linear2.weight", ParameterKind.Weight, 2, 4),
            Define("linear2.bias", ParameterKind.Bias, 2),
        ],
        [new EliminatedParameter("linear1.bias", ParameterKind.Bias, [4], "bn1 subtracts it.", Absorption.IntoRunningMean("bn1.running_mean"))]);

    public static ParameterSet Filled(ParameterLayout layout, int seed)
    {
        ParameterSet set = new(layout);
        RandomSource random = new((ulong)seed);
        foreach (Parameter parameter in set)
        {
            foreach (ref float value in parameter.Values)
            {
                value = (float)random.NextNormal();
            }
        }

        return set;
    }

    private static int FanIn(int[] shape) => shape.Skip(1).Aggregate(1, (product, size) => product * size);

    private static int FanOut(int[] shape) => shape[0] * shape.Skip(2).Aggregate(1, (product, size) => product * size);
}
