using System.Collections.Immutable;

namespace BnCompiler.Generator.Analysis;

/// <summary>Sets of parameters, each with a number, so that channels which move the same parameters are counted and not listed. The empty set has the number 0.</summary>
internal sealed class ParameterSets
{
    private readonly List<ImmutableArray<int>> sets = [[]];
    private readonly Dictionary<(int Set, int Parameter), int> larger = [];
    private (int Set, int Parameter, int Result) latest = (-1, -1, -1);

    /// <summary>The members of a set, in increasing order.</summary>
    public ImmutableArray<int> this[int set] => sets[set];

    /// <summary>The set with one more parameter, of a number that is not below those in it.</summary>
    public int With(int set, int parameter)
    {
        var members = sets[set];
        if (members.Length > 0 && members[members.Length - 1] == parameter)
        {
            return set;
        }

        // Neighbouring channels ask for the same.
        if (latest.Set != set || latest.Parameter != parameter)
        {
            latest = (set, parameter, Find(set, parameter));
        }

        return latest.Result;
    }

    /// <summary>The set of the members of several sets.</summary>
    public int Union(IEnumerable<int> numbers) =>
        numbers.Distinct().SelectMany(set => sets[set]).Distinct().OrderBy(parameter => parameter).Aggregate(0, With);

    private int Find(int set, int parameter)
    {
        if (!larger.TryGetValue((set, parameter), out int result))
        {
            result = sets.Count;
            sets.Add(sets[set].Add(parameter));
            larger.Add((set, parameter), result);
        }

        return result;
    }
}
