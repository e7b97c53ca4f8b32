namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// Sums over positions in several independent accumulators, which hide the latency of an addition and shorten the chains of rounding
/// errors. Accumulators are named after the sum and numbered: <c>sum0</c> … <c>sum3</c>.
/// </summary>
internal sealed class PartialSums(KernelWriter writer, params string[] names)
{
    private const int Ways = 4;

    /// <summary>Writes the accumulators, all zero, for rows of <paramref name="columns"/> positions (null: not known).</summary>
    public void Declare(int? columns = null)
    {
        foreach (string name in names)
        {
            for (int way = 0; way < WaysFor(columns); way++)
            {
                writer.Line($"var {name}{way} = TSimd.Zero;");
            }
        }
    }

    /// <summary>Writes a loop over a row of a known number of positions; <paramref name="body"/> gets an offset and the accumulators' number.</summary>
    public void EachPosition(int columns, Action<string, int> body)
    {
        int rest = columns % Ways;
        if (columns < 2 * Ways)
        {
            EachWay(body, way => Offset("c", Literal.Int(way)), columns);
            return;
        }

        string whole = rest == 0 ? writer.Size("Columns", columns) : $"({writer.Size("Columns", columns)} - {rest})";
        using (writer.Block($"for (int i = c; i < {whole} * Pitch; i += {Ways} * Pitch)"))
        {
            EachWay(body, way => Offset("i", Literal.Int(way)), Ways);
        }

        EachWay(body, way => Offset("c", $"(Columns - {rest - way})"), rest);
    }

    /// <summary>
    /// Writes a loop over <paramref name="first"/> … <paramref name="last"/>−1 in a variable called <paramref name="variable"/>, several at a time;
    /// <paramref name="body"/> gets the expression of the index and the accumulators' number.
    /// </summary>
    public void EachIndex(string variable, string first, string last, Action<string, int> body)
    {
        writer.Line($"int {variable} = {first};");
        using (writer.Block($"for (; {variable} <= {last} - {Ways}; {variable} += {Ways})"))
        {
            EachWay(body, way => way == 0 ? variable : $"({variable} + {way})", Ways);
        }

        using (writer.Block($"for (; {variable} < {last}; {variable}++)"))
        {
            body(variable, 0);
        }
    }

    /// <summary>The text of a sum over all its accumulators.</summary>
    public static string Total(string name, int? columns = null) => WaysFor(columns) switch
    {
        1 => $"{name}0",
        2 => $"TSimd.Add({name}0, {name}1)",
        3 => $"TSimd.Add(TSimd.Add({name}0, {name}1), {name}2)",
        _ => $"TSimd.Add(TSimd.Add({name}0, {name}1), TSimd.Add({name}2, {name}3))",
    };

    private static int WaysFor(int? columns) => Math.Min(columns ?? Ways, Ways);

    private static string Offset(string start, string positions) => positions switch
    {
        "0" => start,
        "1" => $"{start} + Pitch",
        _ => $"{start} + ({positions} * Pitch)",
    };

    private static void EachWay(Action<string, int> body, Func<int, string> index, int count)
    {
        for (int way = 0; way < count; way++)
        {
            body(index(way), way % Ways);
        }
    }
}
