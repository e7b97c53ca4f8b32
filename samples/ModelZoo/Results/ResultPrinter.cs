namespace ModelZoo.Results;

/// <summary>Writes results as they come: lines of JSON, or a table.</summary>
internal static class ResultPrinter
{
    public static IReadOnlyList<TResult> Print<TResult>(IEnumerable<TResult> results, bool json)
        where TResult : IResult
    {
        if (!json)
        {
            Console.WriteLine(TResult.Columns);
        }

        List<TResult> printed = [];
        foreach (var result in results)
        {
            Console.WriteLine(json ? result.ToJson() : result.ToRow());
            printed.Add(result);
        }

        return printed;
    }
}
