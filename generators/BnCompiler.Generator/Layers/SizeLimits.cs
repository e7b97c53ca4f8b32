using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// Keeps offsets inside 32 bits: all parameters together, and all values of one sample together, are at most 2³⁰ floats. Half of
/// the range is left for halos and alignment.
/// </summary>
internal sealed class SizeLimits(ImmutableArray<Finding>.Builder findings)
{
    private const double Limit = 1 << 30;

    private double values;
    private double parameters;

    /// <summary>Counts a value as it lies in memory, its channels rounded up to whole vectors; false after reporting one too many.</summary>
    public bool AddValue(Shape shape, int layer, string what)
    {
        values += Math.Ceiling(shape.Channels / (double)Layout.Lanes) * Layout.Lanes * shape.Height * shape.Width;
        return IsInside(values, layer, $"Everything that is computed for one sample up to {what}");
    }

    /// <summary>Counts parameters of which only the sizes are known yet; false after reporting one too many.</summary>
    public bool AddParameters(IEnumerable<ParameterSpec> specs, int layer, string what)
    {
        parameters += specs.Sum(spec => spec.Sizes.Aggregate(1.0, (product, size) => product * size));
        return IsInside(parameters, layer, $"The parameter block up to {what}");
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
