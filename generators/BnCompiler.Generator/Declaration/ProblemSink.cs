using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Declaration;

/// <summary>
/// Collects what is wrong with uses and blocks while a class is expanded. A mistake in the definition of a block is reported there when the block itself is
/// checked, and at the use in the network that leads to it; one that depends on the values of arguments only where they are given, at both places.
/// </summary>
/// <param name="isNetwork">Whether a network is expanded, rather than a block checked with the defaults of its parameters.</param>
internal sealed class ProblemSink(bool isNetwork)
{
    private readonly List<DeclarationProblem> problems = [];
    private readonly HashSet<string> reported = [];

    public ImmutableArray<DeclarationProblem> Problems => [.. problems];

    /// <summary>Reports what is wrong whatever the values are.</summary>
    /// <param name="id">The diagnostic's id.</param>
    /// <param name="use">The use in the class that is expanded through which the place is reached, or null for a place in that class.</param>
    /// <param name="place">Where it is wrong.</param>
    /// <param name="definition">The definition that it is at odds with, or null.</param>
    /// <param name="arguments">What goes into the message.</param>
    public void Report(string id, Location? use, Location place, Location? definition, params string[] arguments) =>
        Add(id, use is null && definition is not null ? [place, definition] : [use ?? place], arguments);

    /// <summary>Reports what is wrong for the values that parameters have.</summary>
    public void ReportValue(string id, Location? use, Location place, params string[] arguments)
    {
        if (isNetwork)
        {
            Add(id, use is null ? [place] : [place, use], arguments);
        }
    }

    private void Add(string id, Location[] locations, string[] arguments)
    {
        var known = locations.Where(location => location != Location.None).Distinct().ToImmutableArray();
        if (reported.Add(string.Join("\n", [id, .. known.Select(location => location.ToString()), .. arguments])))
        {
            problems.Add(new DeclarationProblem(id, known, [.. arguments]));
        }
    }
}
