namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// Sums over positions in several independent accumulators, which hide the latency of an addition and shorten the chains of rounding
/// errors. Accumulators are named after the sum and numbered: <c>sum0</c> … <c>sum3</c>.
/// </summary>
internal sealed class PartialSums(KernelWriter writer, params string[] names)
{
    private const int Ways = 4;

    /// <summary>Writes the accumulators, all zero.</summary>
    public void Declare()
    {
        foreach (string name in names)
        {
            writer.Line($"TVector {string.Join(", ", Enumerable.Range(0, Ways).Select(way => $"{name}{way} = TSimd.Zero"))};");
        }
    }

    /// <summary>Writes the loops over a row of a known number of positions; <paramref name="body"/> gets an offset and the accumulators' number.</summary>
    public void EachPosition(int columns, Action<string, int> body)
    {
        string size = writer.Size("Columns", columns);
        string whole = $"({size} & ~{Ways - 1}) * Pitch";
        using (writer.Block($"for (int i = c; i < {whole}; i += {Ways} * Pitch)"))
        {
            EachWay(body, way => Offset("i", way));
        }

        using (writer.Block($"for (int i = ({whole}) + c; i < {size} * Pitch; i += Pitch)"))
        {
            body("i", 0);
        }
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
            EachWay(body, way => way == 0 ? variable : $"({variable} + {way})");
        }

        using (writer.Block($"for (; {variable} < {last}; {variable}++)"))
        {
            body(variable, 0);
        }
    }

    /// <summary>The text of a sum over all its accumulators.</summary>
    public static string Total(string name) => $"TSimd.Add(TSimd.Add({name}0, {name}1), TSimd.Add({name}2, {name}3))";

    private static string Offset(string start, int positions) => positions switch
    {
        0 => start,
        1 => $"{start} + Pitch",
        _ => $"{start} + ({positions} * Pitch)",
    };

    private static void EachWay(Action<string, int> body, Func<int, string> index)
    {
        for (int way = 0; way < Ways; way++)
        {
            body(index(way), way);
        }
    }
}
