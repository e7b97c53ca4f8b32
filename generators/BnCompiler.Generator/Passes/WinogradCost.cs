using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Passes;

/// <summary>
/// What a 3×3 convolution costs by either algorithm, in cycles of a core that does two multiply-adds of 16 lanes a cycle: products at the speed that register tiles reach,
/// transforms by their loads and stores, and weights that no cache keeps by their number.
/// </summary>
internal static class WinogradCost
{
    private const double ProductsPerCycle = 2 * 0.9;

    // Per vector of channels and square: loads, arithmetic and stores of the two transforms.
    private static readonly Dictionary<int, (double Input, double Output)> Transforms = new() { [2] = (24, 20), [4] = (85, 65) };

    // From the third-level cache or from memory, in every call.
    private const double FloatsPerCycle = 2;

    // Rounding errors are larger, so that a small gain is left alone.
    private const double LeastGain = 1.15;

    public static bool IsWorthIt(Node node, int size) => Direct(node) > LeastGain * Of(node, size);

    /// <summary>By sums of nine products.</summary>
    public static double Direct(Node node) => Products(node, 9 * node.Shape.Positions) + WeightTraffic(node, 9);

    /// <summary>By Winograd's minimal filtering.</summary>
    public static double Of(Node node, int size)
    {
        int squares = WinogradSquares.Along(node.Shape.Height, size) * WinogradSquares.Along(node.Shape.Width, size);
        int places = (size + 2) * (size + 2);
        var (input, output) = Transforms[size];
        double transforms = squares * ((input * node.InputShape.Channels) + (output * node.Shape.Channels)) / Layout.Lanes;
        return Products(node, places * squares) + WeightTraffic(node, places) + transforms;
    }

    private static double Products(Node node, int perPair) => (double)perPair * node.InputShape.Channels * node.Shape.Channels / Layout.Lanes / ProductsPerCycle;

    private static double WeightTraffic(Node node, int perPair)
    {
        double weights = (double)perPair * node.InputShape.Channels * node.Shape.Channels;
        return weights <= CacheSizes.HalfOfSecondLevel ? 0 : weights / FloatsPerCycle;
    }
}
