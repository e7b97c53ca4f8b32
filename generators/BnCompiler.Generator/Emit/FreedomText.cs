using System.Globalization;
using BnCompiler.Generator.Analysis;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>Prints what was proved about the parameters: as constants for the runtime library, and as lines of the report.</summary>
internal static class FreedomText
{
    private const int Shown = 4;

    /// <summary>The members of <c>ParameterFacts</c> that hold for a parameter.</summary>
    public static string Facts(ScaleInvarianceAnalysis scale, PlacedParameter parameter)
    {
        string fact = scale.FactOf(parameter.Node, parameter.Spec);
        bool isPartlyRedundant = scale.Shifts.RedundantDirections(parameter.Node, parameter.Spec.Role) > 0;
        return string.Join(" | ", (fact != "None" || !isPartlyRedundant ? [fact] : Array.Empty<string>())
            .Concat(isPartlyRedundant ? ["PartiallyRedundant"] : [])
            .Select(member => "ParameterFacts." + member));
    }

    /// <summary>The last argument of the network's <c>ParameterLayout</c>, with a comma in front; nothing where nothing is free.</summary>
    public static string Argument(CompiledNetwork network)
    {
        var indices = network.Parameters.Parameters.Select((parameter, index) => (parameter.Name, index)).ToDictionary(entry => entry.Name, entry => entry.index, StringComparer.Ordinal);
        var calls = new[] { Symmetry.Shift, Symmetry.Scale }
            .Select(symmetry => (symmetry, Groups: network.Freedom.Groups.Where(group => group.Symmetry == symmetry).ToList()))
            .Where(kind => kind.Groups.Count > 0)
            .Select(kind => $"\n    .. FreeGroup.Of(\n        FreedomKind.{kind.symmetry},\n        {Lines(kind.Groups.Select(group => Tuple(group, indices)))}),");
        string text = string.Concat(calls);
        return text.Length == 0 ? "" : $",\nfreeGroups:\n[{text}\n]";
    }

    private static string Tuple(Analysis.FreeGroup group, Dictionary<string, int> indices) =>
        $"({group.Directions}, [{string.Join(", ", group.Parameters.Select(name => indices[name]).OrderBy(index => index).Select(Literal.Int))}])";

    private static string Lines(IEnumerable<string> tuples)
    {
        const int PerLine = 8;
        return string.Join(",\n        ", tuples.Select((tuple, index) => (tuple, Line: index / PerLine)).GroupBy(entry => entry.Line, entry => entry.tuple).Select(line => string.Join(", ", line)));
    }

    /// <summary>At most one line for each kind of freedom.</summary>
    public static IEnumerable<string> Report(FreeDirections freedom) =>
        from lines in new[]
        {
            Line(freedom, Symmetry.Scale, isJoint: false, "by factors, alone"),
            Line(freedom, Symmetry.Scale, isJoint: true, "by factors, together"),
            Line(freedom, Symmetry.Shift, isJoint: false, "by constants, alone"),
            Line(freedom, Symmetry.Shift, isJoint: true, "by constants, together"),
        }
        where lines.Length > 0
        select lines;

    private static string Line(FreeDirections freedom, Symmetry symmetry, bool isJoint, string kind)
    {
        var groups = freedom.Groups.Where(group => group.Symmetry == symmetry && group.Parameters.Count > 1 == isJoint).ToList();
        string[] names = [.. groups.Select(group => $"{NameList.Separated(group.Parameters, " + ", Shown)} ({Number(group.Directions)})")];
        return names.Length == 0 ? "" : $"{kind}: {Number(groups.Sum(group => group.Directions))}; {NameList.Separated(names, ", ", Shown)}";
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
