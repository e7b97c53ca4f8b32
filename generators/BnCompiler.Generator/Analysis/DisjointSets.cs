namespace BnCompiler.Generator.Analysis;

/// <summary>Disjoint sets of the numbers from 0 on. The root of a set is its smallest member, so the set of 0, which stands for zero, has the root 0.</summary>
internal sealed class DisjointSets
{
    public const int Zero = 0;

    private readonly int[] parents;
    private (int First, int Count) united;

    public DisjointSets(int count)
    {
        parents = new int[count];
        for (int member = 0; member < count; member++)
        {
            parents[member] = member;
        }
    }

    public int Count => parents.Length;

    public int Find(int member)
    {
        while (parents[member] != member)
        {
            parents[member] = parents[parents[member]];
            member = parents[member];
        }

        return member;
    }

    public void Unite(int first, int second)
    {
        first = Find(first);
        second = Find(second);
        parents[Math.Max(first, second)] = Math.Min(first, second);
    }

    /// <summary>Unites neighbouring members, of which there is at least one, and returns one of them. Doing so again for the range just united costs nothing.</summary>
    public int UniteRange(int first, int count)
    {
        if ((first, count) != united)
        {
            for (int member = first + 1; member < first + count; member++)
            {
                Unite(first, member);
            }

            united = (first, count);
        }

        return first;
    }
}
