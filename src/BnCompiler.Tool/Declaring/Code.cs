using System.Collections.Immutable;
using System.Globalization;

namespace BnCompiler.Tool.Declaring;

/// <summary>Arguments of attributes as C# text.</summary>
internal static class Code
{
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A number that the model has as a float, as it was written there. The largest float's shortest text is a larger double.</summary>
    public static string Single(double value) =>
        Math.Abs((float)value) == float.MaxValue ? Number((float)value) : ((float)value).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>An option of both axes, or of each where they differ; nothing where it is the default.</summary>
    public static IEnumerable<string> Pair(string name, int height, int width, int defaultHeight, int defaultWidth)
    {
        if (height == width)
        {
            return height == defaultHeight && width == defaultWidth ? [] : [$"{name} = {height}"];
        }

        return new[] { (Axis: "Height", Size: height, Default: defaultHeight), (Axis: "Width", Size: width, Default: defaultWidth) }
            .Where(each => each.Size != each.Default).Select(each => $"{name}{each.Axis} = {each.Size}");
    }

    /// <summary>A square as one number.</summary>
    public static ImmutableArray<string> Square(int height, int width) => height == width ? [$"{height}"] : [$"{height}", $"{width}"];
}
