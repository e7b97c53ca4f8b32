namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// The register tile of weight gradients: some inputs × some vectors of output channels, summed over positions. Each step reads one input per row, which it broadcasts, and the vectors of dy.
/// </summary>
/// <param name="writer">Where to write.</param>
/// <param name="offsets">Where the rows' inputs are, as expressions.</param>
/// <param name="vectors">Vectors of output channels.</param>
/// <param name="rowStride">Floats from one row of sums to the next.</param>
internal sealed class GradientTile(KernelWriter writer, string[] offsets, int vectors, string rowStride)
{
    /// <summary>The offsets of inputs that lie next to each other.</summary>
    public static string[] Consecutive(int count) => [.. Enumerable.Range(0, count).Select(Literal.Int)];

    /// <summary>Loads the sums.</summary>
    public void Load()
    {
        for (int row = 0; row < offsets.Length; row++)
        {
            var loads = Enumerable.Range(0, vectors).Select(vector =>
                $"{TileText.Accumulator(row, vector)} = TSimd.Load(ref weightGradient, {TileText.Offset(row, rowStride, vector)})");
            writer.Line($"TVector {string.Join(", ", loads)};");
        }
    }

    /// <summary>Adds the products of all positions.</summary>
    /// <param name="loop">The head of the loop over positions; <c>x</c> and <c>dy</c> point at the first.</param>
    /// <param name="inputStep">Floats from one position of the input to the next.</param>
    /// <param name="gradientStep">Floats from one position of dy to the next.</param>
    public void Sum(string loop, string inputStep, string gradientStep)
    {
        using (writer.Block(loop))
        {
            var loads = Enumerable.Range(0, vectors).Select(vector =>
                $"d{TileText.VectorName(vector)} = TSimd.Load(ref dy, {TileText.VectorOffset(vector)})");
            writer.Line($"TVector {string.Join(", ", loads)};");
            for (int row = 0; row < offsets.Length; row++)
            {
                var products = Enumerable.Range(0, vectors).Select(vector =>
                    $"{TileText.Accumulator(row, vector)} = TSimd.MultiplyAdd(value, d{TileText.VectorName(vector)}, {TileText.Accumulator(row, vector)});");
                writer.Line($"{(row == 0 ? "TVector " : "")}value = TSimd.Broadcast(ref x, {offsets[row]}); {string.Join(" ", products)}");
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
}
