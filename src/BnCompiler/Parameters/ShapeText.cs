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
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            length *= size;
            if (length > int.MaxValue)
            {
                throw new ArgumentException($"'{name}' with shape {Format(shape.AsSpan())} has more than {int.MaxValue} values.", nameof(shape));
            }
        }

        return (int)length;
    }
}
