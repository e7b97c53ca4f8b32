using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>Shapes in messages, and their lengths.</summary>
internal static class ShapeText
{
    public static string Format(ReadOnlySpan<int> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    public static string Format(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    public static int Length(string name, ImmutableArray<int> shape)
    {
        long length = 1;
        foreach (int size in shape)
        {
            length *= size;
            if (size < 0 || length > int.MaxValue)
            {
                throw new ArgumentException(
                    $"'{name}' has the shape {Format(shape.AsSpan())}; expected sizes of at least 0 and at most {int.MaxValue} values.", nameof(shape));
            }
        }

        return (int)length;
    }
}
