using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Keeps offsets inside 32 bits: all parameters together, and all values of one sample together with their halos, are at most 2³⁰ floats.
/// Half of the range is left for alignment.
/// </summary>
internal sealed class SizeLimits(ImmutableArray<Finding>.Builder findings)
{
    private const double Limit = 1 << 30;

    private double values;
    private double parameters;

    /// <summary>Counts a value as it lies in memory, its channels rounded up to whole vectors; false after reporting one too many.</summary>
    public bool AddValue(Shape shape, int layer, string what)
    {
        values += Length(shape, Halo.None);
        return IsInside(values, layer, $"Everything that is computed for one sample up to {what}");
    }

    /// <summary>Counts what a halo adds to a value; false after reporting one too many.</summary>
    public bool AddHalo(Shape shape, Halo halo, int layer, string what)
    {
        values += Length(shape, halo) - Length(shape, Halo.None);
        return IsInside(values, layer, $"Everything that is computed for one sample, with borders, up to {what}");
    }

    /// <summary>Counts parameters of which only the sizes are known yet; false after reporting one too many.</summary>
    public bool AddParameters(IEnumerable<ParameterSpec> specs, int layer, string what)
    {
        parameters += specs.Sum(spec => spec.Sizes.Aggregate(1.0, (product, size) => product * size));
        return IsInside(parameters, layer, $"The parameter block up to {what}");
    }

    private static double Length(Shape shape, Halo halo)
    {
        double pitch = Math.Ceiling(shape.Channels / (double)Layout.Lanes) * Layout.Lanes;
        return pitch * ((double)halo.Top + shape.Height + halo.Bottom) * ((double)halo.Left + shape.Width + halo.Right);
    }

    private bool IsInside(double length, int layer, string what)
    {
        if (length <= Limit)
        {
            return true;
        }

        string size = length.ToString("N0", CultureInfo.InvariantCulture);
        new FindingSink(layer, findings).Report("BN0014", null, what, size);
        return false;
    }
}
