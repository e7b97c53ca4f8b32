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
    public static Tile Wide(int columns, int vectors, int depth, bool exact = false) =>
        Cheapest(Candidates(WideRegisters, columns, [.. Enumerable.Range(1, 4).Where(count => vectors % count == 0).Reverse()], exact), columns, vectors, depth);

    /// <summary>The tile for 256-bit and 128-bit vectors: two vectors, which divide every packed block.</summary>
    public static Tile Narrow(int columns, int depth, bool exact = false)
    {
        Tile[] candidates = [.. Candidates(NarrowRegisters, columns, [2], exact)];
        var cheapest = Cheapest(candidates, columns, 2, depth);
        var usual = Array.Find(candidates, tile => tile.Rows == UsualNarrowRows);
        return usual is not null && Cost(usual, columns, 2, depth) <= UsualNarrowCost * Cost(cheapest, columns, 2, depth) ? usual : cheapest;
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

    private static IEnumerable<Tile> Candidates(int registers, int columns, int[] vectorCounts, bool exact) =>
        from vectors in vectorCounts
        from rows in Enumerable.Range(1, Math.Min(columns, (registers - vectors - 1) / vectors))
        where !exact || columns % rows == 0
        select new Tile(rows, vectors);

    /// <summary>The first of those that cost least.</summary>
    private static Tile Cheapest(IEnumerable<Tile> candidates, int columns, int vectors, int depth)
    {
        Tile? cheapest = null;
        double least = double.PositiveInfinity;
        foreach (var tile in candidates)
        {
            if (Cost(tile, columns, vectors, depth) is var cost && cost < least)
            {
                (cheapest, least) = (tile, cost);
            }
        }

        return cheapest ?? throw new InvalidOperationException("There is no tile to choose from.");
    }

    private static double Cost(Tile tile, int columns, int vectors, int depth)
    {
        int tiles = (columns + tile.Rows - 1) / tile.Rows * (vectors / tile.Vectors);
        int products = tile.Rows * tile.Vectors;
        double step = Math.Max(Math.Max(products, tile.Rows + tile.Vectors), LatencyProducts);
        return tiles * ((step * depth) + (products * 2) + OverheadPerTile);
    }
}
