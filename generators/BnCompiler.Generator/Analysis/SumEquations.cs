namespace BnCompiler.Generator.Analysis;

/// <summary>
/// Equations y = x₀ + x₁ + … between unknowns that are numbered, 0 being the number of zero. Solved by elimination: each equation that says something new expresses one
/// unknown by others.
/// </summary>
internal sealed class SumEquations
{
    private readonly Dictionary<int, Dictionary<int, double>> solved = [];

    public bool IsSolved(int unknown) => solved.Count > 0 && solved.ContainsKey(unknown);

    public void Add(int sum, IEnumerable<int> terms)
    {
        var row = new Dictionary<int, double>();
        AddTerm(row, sum, -1);
        foreach (int term in terms)
        {
            AddTerm(row, term, 1);
        }

        row = Reduced(row);
        if (row.Count == 0)
        {
            return;
        }

        // Coefficients are small whole numbers, or fractions of them where a value is added to itself.
        int pivot = row.OrderByDescending(entry => Math.Abs(entry.Value)).ThenByDescending(entry => entry.Key).First().Key;
        double scale = -1 / row[pivot];
        row.Remove(pivot);
        solved.Add(pivot, row.ToDictionary(entry => entry.Key, entry => entry.Value * scale));
    }

    /// <summary>For every unknown that stays free and on which others depend: those others.</summary>
    public Dictionary<int, List<int>> Dependents()
    {
        var dependents = new Dictionary<int, List<int>>();
        foreach (int unknown in solved.Keys.OrderBy(unknown => unknown))
        {
            foreach (int free in Reduced(solved[unknown]).Keys)
            {
                if (!dependents.TryGetValue(free, out var list))
                {
                    dependents.Add(free, list = []);
                }

                list.Add(unknown);
            }
        }

        return dependents;
    }

    /// <summary>The row with every solved unknown replaced by what determines it. A row refers to unknowns that were solved later, never earlier, so this ends.</summary>
    private Dictionary<int, double> Reduced(Dictionary<int, double> row)
    {
        while (row.Keys.Where(IsSolved).Cast<int?>().FirstOrDefault() is { } unknown)
        {
            double factor = row[unknown];
            row = row.ToDictionary(entry => entry.Key, entry => entry.Value);
            row.Remove(unknown);
            foreach (var entry in solved[unknown])
            {
                AddTerm(row, entry.Key, factor * entry.Value);
            }
        }

        return row;
    }

    private static void AddTerm(Dictionary<int, double> row, int unknown, double factor)
    {
        if (unknown == DisjointSets.Zero)
        {
            return;
        }

        row.TryGetValue(unknown, out double present);
        if (Math.Abs(present + factor) < 1e-9)
        {
            row.Remove(unknown);
        }
        else
        {
            row[unknown] = present + factor;
        }
    }
}
