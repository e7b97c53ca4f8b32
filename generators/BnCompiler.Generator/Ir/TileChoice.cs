namespace BnCompiler.Generator.Ir;

/// <summary>
/// Chooses register tiles by a small cost model: cycles a tile spends per useful multiply-add, from its FMAs (two a cycle),
/// its loads (two a cycle) and the latency of an FMA (four cycles, so eight accumulators keep both units busy).
/// </summary>
internal static class TileChoice
{
    private const int WideRegisters = 32;
    private const int NarrowRegisters = 16;
    private const int LatencyProducts = 8;
    private const int MostVectors = 4;
    private const int NarrowVectors = 2;
    private const int GradientRows = 8;

    // One text for the layers of a network where the best tile of each would gain less than a tenth.
    private const int UsualNarrowRows = 4;
    private const double UsualNarrowCost = 1.1;

    // Work around the innermost loop (call, first loads, stores), in FMAs per accumulator; it decides between tiles that are otherwise equal.
    private const double OverheadPerTile = 24;

    /// <summary>The tile for 512-bit vectors; its vectors divide <paramref name="vectors"/>.</summary>
    /// <param name="columns">Positions the rows of the tile run over; the last tile overlaps the one before it.</param>
    /// <param name="vectors">Vectors of 16 output channels.</param>
    /// <param name="depth">Steps of the innermost loops.</param>
    /// <param name="exact">Whether the rows must divide the columns, because an overlap would add twice.</param>
    public static Tile Wide(int columns, int vectors, int depth, bool exact = false)
    {
        var cheapest = Cheapest(WideRegisters, columns, vectors, 1, depth, exact);
        for (int wide = 2; wide <= MostVectors; wide++)
        {
            if (vectors % wide == 0 && Cheapest(WideRegisters, columns, vectors, wide, depth, exact) is var other && other.Cost <= cheapest.Cost)
            {
                cheapest = other;
            }
        }

        return new Tile(cheapest.Rows, cheapest.Vectors);
    }

    /// <summary>The tile for 256-bit and 128-bit vectors: two vectors, which divide every packed block.</summary>
    public static Tile Narrow(int columns, int depth, bool exact = false)
    {
        var cheapest = Cheapest(NarrowRegisters, columns, NarrowVectors, NarrowVectors, depth, exact);
        bool takesUsual = columns >= UsualNarrowRows && (!exact || columns % UsualNarrowRows == 0)
            && Cost(UsualNarrowRows, NarrowVectors, columns, NarrowVectors, depth) <= UsualNarrowCost * cheapest.Cost;
        return new Tile(takesUsual ? UsualNarrowRows : cheapest.Rows, NarrowVectors);
    }

    /// <summary>
    /// The tile of a weight gradient, whose rows run over input channels: eight rows where they divide the channels. They keep both units busy as larger ones do, need no second
    /// tile for a rest, and are the same for layers of many sizes.
    /// </summary>
    /// <param name="channels">Input channels, or all taps where they fit into one tile.</param>
    /// <param name="vectors">Vectors of 16 output channels in a packed block.</param>
    /// <param name="positions">Steps of the innermost loop.</param>
    public static Tile WideGradient(int channels, int vectors, int positions) =>
        channels % GradientRows == 0
            ? new Tile(GradientRows, Enumerable.Range(1, (WideRegisters / GradientRows) - 1).Last(count => vectors % count == 0))
            : Wide(channels, vectors, positions);

    /// <summary>The tile of a weight gradient for 256-bit and 128-bit vectors.</summary>
    public static Tile NarrowGradient(int channels, int positions) =>
        channels % GradientRows == 0 ? new Tile(GradientRows / 2, 2) : Narrow(channels, positions);

    /// <summary>The tile of a Linear's weight gradient for 512-bit vectors: it may overlap the one before it along both axes, and fits into the matrix.</summary>
    /// <param name="outputs">Rows.</param>
    /// <param name="inputs">Floats of a row, at least <see cref="Layout.Lanes"/>.</param>
    /// <param name="samples">Steps of the innermost loop.</param>
    public static Tile WideLinearGradient(int outputs, int inputs, int samples)
    {
        int all = Layout.RoundUp(inputs, Layout.Lanes) / Layout.Lanes;
        var best = Enumerable.Range(1, Math.Min(MostVectors - 1, inputs / Layout.Lanes))
            .Select(vectors => Cheapest(WideRegisters, outputs, (all + vectors - 1) / vectors * vectors, vectors, samples, exact: false))
            .Aggregate((cheapest, other) => other.Cost < cheapest.Cost ? other : cheapest);
        return new Tile(best.Rows, best.Vectors);
    }

    /// <summary>Of the tiles with a number of vectors, the lowest of those that cost least.</summary>
    private static (int Rows, int Vectors, double Cost) Cheapest(int registers, int columns, int vectors, int tileVectors, int depth, bool exact)
    {
        var cheapest = (Rows: 1, Vectors: tileVectors, Cost: Cost(1, tileVectors, columns, vectors, depth));
        int most = Math.Min(columns, (registers - tileVectors - 1) / tileVectors);
        for (int rows = 2; rows <= most; rows++)
        {
            if ((!exact || columns % rows == 0) && Cost(rows, tileVectors, columns, vectors, depth) is var cost && cost < cheapest.Cost)
            {
                cheapest = (rows, tileVectors, cost);
            }
        }

        return cheapest;
    }

    private static double Cost(int rows, int tileVectors, int columns, int vectors, int depth)
    {
        int tiles = (columns + rows - 1) / rows * (vectors / tileVectors);
        int products = rows * tileVectors;
        double step = Math.Max(Math.Max(products, rows + tileVectors), LatencyProducts);
        return tiles * ((step * depth) + (products * 2) + OverheadPerTile);
    }
}
