using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>The rows of a network's parameter table: one for a parameter, one for all of a BatchNorm.</summary>
internal static class LayoutText
{
    /// <summary>Writes the rows in the order of the graph.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="table">The parameters.</param>
    /// <param name="facts">The members of <c>ParameterFacts</c> that hold for one.</param>
    public static void WriteParameters(CodeWriter writer, ParameterTable table, Func<PlacedParameter, string> facts)
    {
        foreach (var layer in table.Parameters.GroupBy(parameter => parameter.Node.Id))
        {
            PlacedParameter[] parameters = [.. layer];
            foreach (string row in BatchNorm(parameters, facts) is { } batchNorm ? [batchNorm] : parameters.Select(parameter => Row(parameter, facts)))
            {
                writer.Line($"{row},");
            }
        }
    }

    public static string Sizes(ParameterSpec spec) => string.Join(", ", spec.Sizes.Select(Literal.Int));

    private static string Row(PlacedParameter parameter, Func<PlacedParameter, string> facts)
    {
        var (node, spec, offset) = parameter;
        return $"new({Literal.String(parameter.Name)}, ParameterKind.{spec.Kind}, [{Sizes(spec)}], {offset}, {spec.FanIn}, {spec.FanOut}, {facts(parameter)}){Initial(spec)}";
    }

    /// <summary>One row for the parameters of a normalisation: γ and β, running mean and variance, or all four.</summary>
    private static string? BatchNorm(PlacedParameter[] parameters, Func<PlacedParameter, string> facts)
    {
        var first = parameters[0];
        string arguments = $"{Literal.String(first.Node.Name)}, {first.Spec.Length}, {first.Offset}";
        string kinds = string.Join(" ", parameters.Select(parameter => parameter.Spec.Kind));
        bool isAlike = parameters.All(parameter => parameter.Spec.InitialValue is null && (!parameter.Spec.IsTrainable || facts(parameter) == facts(first)));
        return (isAlike ? kinds : "") switch
        {
            "BatchNormWeight BatchNormBias RunningMean RunningVariance" => $".. ParameterDefinition.BatchNorm({arguments}, {parameters[2].Offset}, {facts(first)})",
            "BatchNormWeight BatchNormBias" => $".. ParameterDefinition.GammaAndBeta({arguments}, {facts(first)})",
            "RunningMean RunningVariance" => $".. ParameterDefinition.RunningStatistics({arguments})",
            _ => null,
        };
    }

    private static string Initial(ParameterSpec spec) => spec.InitialValue is { } value ? $" {{ InitialValue = {Literal.Float(value)} }}" : "";
}
