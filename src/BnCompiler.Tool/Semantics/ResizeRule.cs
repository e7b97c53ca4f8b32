using System.Collections.Immutable;

namespace BnCompiler.Tool.Semantics;

/// <summary>How Resize finds the inputs of an output.</summary>
internal sealed record ResizeRule(string Mode, string Coordinates, string Nearest)
{
    /// <summary>Whether it is the rule of the declared bilinear enlargement.</summary>
    public bool IsBilinearLayer => Mode == "linear" && Coordinates is ("half_pixel" or "pytorch_half_pixel");

    /// <summary>For each output position, the input positions and their weights.</summary>
    public ImmutableArray<(int Position, double Weight)[]> Rows(int size, int length, double scale) =>
        [.. Enumerable.Range(0, length).Select(index => Row(Coordinate(index, size, length, scale), size))];

    private (int Position, double Weight)[] Row(double at, int size)
    {
        switch (Mode)
        {
            case "nearest":
                return [(Math.Clamp(NearestTo(at), 0, size - 1), 1)];
            case "linear":
                int first = (int)Math.Floor(at);
                double second = at - first;
                int left = Math.Clamp(first, 0, size - 1), right = Math.Clamp(first + 1, 0, size - 1);
                return left == right || second == 0 ? [(left, 1)] : [(left, 1 - second), (right, second)];
            default:
                throw new UnsupportedException($"has mode '{Mode}'; expected 'nearest' or 'linear'");
        }
    }

    private double Coordinate(int index, int size, int length, double scale) => Coordinates switch
    {
        "half_pixel" => ((index + 0.5) / scale) - 0.5,
        "pytorch_half_pixel" => length > 1 ? ((index + 0.5) / scale) - 0.5 : 0,
        "align_corners" => length == 1 ? 0 : index * (size - 1.0) / (length - 1),
        "asymmetric" => index / scale,
        _ => throw new UnsupportedException($"has coordinate_transformation_mode '{Coordinates}'"),
    };

    private int NearestTo(double at) => Nearest switch
    {
        "round_prefer_floor" => (int)Math.Ceiling(at - 0.5),
        "round_prefer_ceil" => (int)Math.Floor(at + 0.5),
        "floor" => (int)Math.Floor(at),
        "ceil" => (int)Math.Ceiling(at),
        _ => throw new UnsupportedException($"has nearest_mode '{Nearest}'"),
    };
}
