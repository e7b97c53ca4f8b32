using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>The rows of a network's parameter table: one for a parameter, one for γ and β or the running statistics of a BatchNorm.</summary>
internal static class LayoutText
{
    /// <summary>Writes the rows in the order of offsets.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="table">The parameters.</param>
    /// <param name="facts">The members of <c>ParameterFacts</c> that hold for one.</param>
    public static void WriteParameters(CodeWriter writer, ParameterTable table, Func<PlacedParameter, string> facts)
    {
        var parameters = table.Parameters;
        for (int index = 0; index < parameters.Length; index++)
        {
            var first = parameters[index];
            if (index + 1 < parameters.Length && Pair(first, parameters[index + 1], facts) is { } pair)
            {
                writer.Line(pair);
                index++;
                continue;
            }

            writer.Line($"new({Literal.String(first.Name)}, ParameterKind.{first.Spec.Kind}, [{Sizes(first.Spec)}], {first.Offset}, {first.Spec.FanIn}, {first.Spec.FanOut}, {facts(first)}){Initial(first.Spec)},");
        }
    }

    public static string Sizes(ParameterSpec spec) => string.Join(", ", spec.Sizes.Select(Literal.Int));

    private static string? Pair(PlacedParameter first, PlacedParameter second, Func<PlacedParameter, string> facts)
    {
        if (first.Node.Id != second.Node.Id || facts(first) != facts(second) || first.Spec.InitialValue is not null || second.Spec.InitialValue is not null)
        {
            return null;
        }

        string arguments = $"{Literal.String(first.Node.Name)}, {first.Spec.Length}, {first.Offset}";
        return (first.Spec.Kind, second.Spec.Kind) switch
        {
            ("BatchNormWeight", "BatchNormBias") => $".. ParameterDefinition.GammaAndBeta({arguments}, {facts(first)}),",
            ("RunningMean", "RunningVariance") => $".. ParameterDefinition.RunningStatistics({arguments}),",
            _ => null,
        };
    }

    private static string Initial(ParameterSpec spec) => spec.InitialValue is { } value ? $" {{ InitialValue = {Literal.Float(value)} }}" : "";
}
