using System.Collections.Immutable;

namespace BnCompiler.Tool.Semantics;

/// <summary>How Resize finds the inputs of an output.</summary>
/// <param name="CubicCoefficient">The a of cubic interpolation.</param>
/// <param name="ExcludesOutside">Whether inputs outside of the value count nothing in cubic interpolation; otherwise the nearest inside counts for them.</param>
internal sealed record ResizeRule(string Mode, string Coordinates, string Nearest, double CubicCoefficient = -0.75, bool ExcludesOutside = false)
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
            case "cubic":
                return Cubic(at, size);
            default:
                throw new UnsupportedException($"has mode '{Mode}'; expected 'nearest', 'linear' or 'cubic'");
        }
    }

    /// <summary>Four inputs, weighed by Keys' cubic polynomials.</summary>
    private (int Position, double Weight)[] Cubic(double at, int size)
    {
        int first = (int)Math.Floor(at) - 1;
        var taps = Enumerable.Range(first, 4).Select(position => (Position: position, Weight: CubicWeight(Math.Abs(at - position)))).ToArray();
        if (!ExcludesOutside)
        {
            return [.. taps.Select(tap => (Math.Clamp(tap.Position, 0, size - 1), tap.Weight))];
        }

        var inside = taps.Where(tap => tap.Position >= 0 && tap.Position < size).ToArray();
        double sum = inside.Sum(tap => tap.Weight);
        return [.. inside.Select(tap => (tap.Position, tap.Weight / sum))];
    }

    private double CubicWeight(double distance)
    {
        double a = CubicCoefficient;
        return distance <= 1
            ? ((((a + 2) * distance) - (a + 3)) * distance * distance) + 1
            : (((((distance - 5) * distance) + 8) * distance) - 4) * a;
    }

    private double Coordinate(int index, int size, int length, double scale) => Coordinates switch
    {
        "half_pixel" => ((index + 0.5) / scale) - 0.5,
        "pytorch_half_pixel" => length > 1 ? ((index + 0.5) / scale) - 0.5 : 0,
        "align_corners" when size * scale != length => throw new UnsupportedException("aligns corners with a scale that gives no whole size, where runtimes differ"),
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
