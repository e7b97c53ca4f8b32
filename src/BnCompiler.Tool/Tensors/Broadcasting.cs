using System.Collections.Immutable;

namespace BnCompiler.Tool.Tensors;

/// <summary>Where the elements of a result come from.</summary>
internal static class Broadcasting
{
    /// <summary>For each element of the broadcast sizes, the element of a tensor of <paramref name="sizes"/>.</summary>
    public static int[] Indices(ImmutableArray<int> sizes, ImmutableArray<int> broadcast)
    {
        var padded = Sizes.PadRank(sizes, broadcast.Length);
        int[] strides = Sizes.Strides(padded);
        return Walk(broadcast, [.. strides.Select((stride, axis) => padded[axis] == 1 ? 0 : stride)]);
    }

    /// <summary>For each element of the permuted tensor, the element of one of <paramref name="sizes"/>.</summary>
    public static int[] Permuted(ImmutableArray<int> sizes, ImmutableArray<int> permutation)
    {
        int[] strides = Sizes.Strides(sizes);
        return Walk([.. permutation.Select(axis => sizes[axis])], [.. permutation.Select(axis => strides[axis])]);
    }

    /// <summary>For each element of what is left of an axis, the element of a tensor of <paramref name="sizes"/>.</summary>
    public static int[] Selected(ImmutableArray<int> sizes, int axis, ImmutableArray<int> positions)
    {
        int inner = (int)Sizes.Product(sizes.Skip(axis + 1));
        int outer = (int)Sizes.Product(sizes.Take(axis));
        int[] indices = new int[outer * positions.Length * inner];
        int at = 0;
        for (int first = 0; first < outer; first++)
        {
            foreach (int position in positions)
            {
                for (int last = 0; last < inner; last++)
                {
                    indices[at++] = (((first * sizes[axis]) + position) * inner) + last;
                }
            }
        }

        return indices;
    }

    private static int[] Walk(ImmutableArray<int> sizes, int[] strides)
    {
        int[] indices = new int[(int)Sizes.Product(sizes)];
        int[] position = new int[sizes.Length];
        int offset = 0;
        for (int at = 0; at < indices.Length; at++)
        {
            indices[at] = offset;
            for (int axis = sizes.Length - 1; axis >= 0; axis--)
            {
                offset += strides[axis];
                if (++position[axis] < sizes[axis])
                {
                    break;
                }

                offset -= strides[axis] * sizes[axis];
                position[axis] = 0;
            }
        }

        return indices;
    }
}
