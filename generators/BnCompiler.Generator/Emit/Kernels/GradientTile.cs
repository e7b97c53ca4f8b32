namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// The register tile of weight gradients: some inputs × some vectors of output channels, summed over positions. Each step reads one input per row, which it broadcasts, and the vectors of dy. Or
/// the other way round: some output channels × some vectors of inputs.
/// </summary>
/// <param name="writer">Where to write.</param>
/// <param name="offsets">Where what the rows broadcast is, as expressions.</param>
/// <param name="vectors">Vectors of output channels, or of inputs.</param>
/// <param name="rowStride">Floats from one row of sums to the next.</param>
/// <param name="rowsAreOutputs">Whether the rows are output channels.</param>
internal sealed class GradientTile(KernelWriter writer, string[] offsets, int vectors, string rowStride, bool rowsAreOutputs = false)
{
    private const string Tile = "Tile";
    private const string Rest = "Rest";

    /// <summary>The methods that all rows take: one for whole tiles, one for what they leave, each with its rows.</summary>
    public static IEnumerable<(string Name, int Rows)> Methods(int channels, int rows)
    {
        if (channels >= rows)
        {
            yield return (Tile, rows);
        }

        if (channels % rows > 0)
        {
            yield return (Rest, channels % rows);
        }
    }

    /// <summary>Writes the calls of <see cref="Methods"/> for all rows: a loop over <c>k</c>, and one for the rest.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="channels">All rows, the size <c>Channels</c>.</param>
    /// <param name="rows">Rows of a whole tile.</param>
    /// <param name="call">Writes the call of a method from a row on.</param>
    public static void WriteCalls(KernelWriter writer, int channels, int rows, Action<string, string> call)
    {
        int rest = channels % rows;
        string whole = rest == 0 ? "Channels" : $"Channels - {Literal.Int(rest)}";
        foreach (var (name, _) in Methods(channels, rows))
        {
            using var loop = name == Tile ? writer.Block($"for (int k = 0; k < {whole}; k += {Literal.Int(rows)})") : default;
            call(name, name == Tile ? "k" : whole);
        }
    }

    /// <summary>The offsets of inputs that lie next to each other.</summary>
    public static string[] Consecutive(int count) => [.. Enumerable.Range(0, count).Select(Literal.Int)];

    /// <summary>Loads the sums.</summary>
    public void Load() => Begin((row, vector) => $"TSimd.Load(ref weightGradient, {TileText.Offset(row, rowStride, vector)})");

    /// <summary>Begins with sums of zero.</summary>
    public void Clear() => Begin((_, _) => "TSimd.Zero");

    /// <summary>Adds the products of all positions.</summary>
    /// <param name="loop">The head of the loop over positions; <c>x</c> and <c>dy</c> point at the first.</param>
    /// <param name="inputStep">Floats from one position of the input to the next.</param>
    /// <param name="gradientStep">Floats from one position of dy to the next.</param>
    public void Sum(string loop, string inputStep, string gradientStep)
    {
        using (writer.Block(loop))
        {
            var (broadcast, loaded, name) = rowsAreOutputs ? ("dy", "x", "x") : ("x", "dy", "d");
            var loads = Enumerable.Range(0, vectors).Select(vector =>
                $"{name}{TileText.VectorName(vector)} = TSimd.Load(ref {loaded}, {TileText.VectorOffset(vector)})");
            writer.Line($"TVector {string.Join(", ", loads)};");
            for (int row = 0; row < offsets.Length; row++)
            {
                var products = Enumerable.Range(0, vectors).Select(vector =>
                    $"{TileText.Accumulator(row, vector)} = TSimd.MultiplyAdd(value, {name}{TileText.VectorName(vector)}, {TileText.Accumulator(row, vector)});");
                writer.Line($"{(row == 0 ? "TVector " : "")}value = TSimd.Broadcast(ref {broadcast}, {offsets[row]}); {string.Join(" ", products)}");
            }

            writer.Line($"x = ref Unsafe.Add(ref x, {inputStep});");
            writer.Line($"dy = ref Unsafe.Add(ref dy, {gradientStep});");
        }
    }

    /// <summary>Stores the sums.</summary>
    public void Store()
    {
        for (int row = 0; row < offsets.Length; row++)
        {
            var stores = Enumerable.Range(0, vectors).Select(vector =>
                $"TSimd.Store({TileText.Accumulator(row, vector)}, ref weightGradient, {TileText.Offset(row, rowStride, vector)});");
            writer.Line(string.Join(" ", stores));
        }
    }

    private void Begin(Func<int, int, string> sum)
    {
        for (int row = 0; row < offsets.Length; row++)
        {
            writer.Line($"TVector {string.Join(", ", Enumerable.Range(0, vectors).Select(vector => $"{TileText.Accumulator(row, vector)} = {sum(row, vector)}"))};");
        }
    }
}
