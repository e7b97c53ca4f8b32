using System.Globalization;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Analysis;

/// <summary>What to say about a declaration that asks for weight decay on parameters with a free scale.</summary>
internal static class WeightDecayAdvice
{
    private const int NamedParameters = 3;

    /// <summary>One finding at the argument, or none: nothing is declared, or it reaches no parameter with a free scale.</summary>
    public static IEnumerable<Finding> Of(NetworkDeclaration declaration, Graph training)
    {
        if (declaration.WeightDecay is not { } scope || scope == DecayScope.NotScaleFree)
        {
            yield break;
        }

        var invariance = ScaleInvarianceAnalysis.Run(training);
        var free = (
            from node in training.Nodes
            from parameter in node.Parameters
            where invariance.FactOf(node, parameter) != "None" && (scope == DecayScope.All || parameter.Kind == "Weight")
            select (Name: $"{node.Name}.{parameter.Role}", parameter.Length)).ToList();
        if (free.Count > 0)
        {
            string names = string.Join(", ", free.Take(NamedParameters).Select(parameter => parameter.Name)) + (free.Count > NamedParameters ? ", …" : "");
            string values = free.Sum(parameter => (long)parameter.Length).ToString("N0", CultureInfo.InvariantCulture);
            yield return new Finding("BN0038", -1, "WeightDecay", [declaration.Name, $"WeightDecayScope.{scope}", $"{free.Count}", values, names]);
        }
    }
}
