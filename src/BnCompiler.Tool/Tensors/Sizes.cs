using System.Collections.Immutable;

namespace BnCompiler.Tool.Tensors;

/// <summary>Arithmetic with the sizes of tensors.</summary>
internal static class Sizes
{
    public static long Product(IEnumerable<int> sizes) => sizes.Aggregate(1L, (product, size) => checked(product * size));

    public static string Text(IEnumerable<int> sizes) => $"[{string.Join(", ", sizes)}]";

    /// <summary>Elements between neighbours on each axis, in row-major order.</summary>
    public static int[] Strides(ImmutableArray<int> sizes)
    {
        int[] strides = new int[sizes.Length];
        int stride = 1;
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= sizes[axis];
        }

        return strides;
    }

    /// <summary>The sizes of two tensors broadcast against each other, by NumPy's rule; null where they do not fit.</summary>
    public static ImmutableArray<int>? Broadcast(ImmutableArray<int> a, ImmutableArray<int> b)
    {
        int rank = Math.Max(a.Length, b.Length);
        int[] sizes = new int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            int first = At(a, axis - rank + a.Length);
            int second = At(b, axis - rank + b.Length);
            if (first != second && first != 1 && second != 1)
            {
                return null;
            }

            sizes[axis] = first == 1 ? second : first;
        }

        return [.. sizes];
    }

    /// <summary>Ones in front up to a rank.</summary>
    public static ImmutableArray<int> PadRank(ImmutableArray<int> sizes, int rank) => [.. Enumerable.Repeat(1, Math.Max(0, rank - sizes.Length)), .. sizes];

    private static int At(ImmutableArray<int> sizes, int axis) => axis < 0 ? 1 : sizes[axis];
}
