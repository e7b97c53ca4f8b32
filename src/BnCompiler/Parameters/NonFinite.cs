using System.Numerics.Tensors;

namespace BnCompiler;

/// <summary>Finds NaN and infinities.</summary>
internal static class NonFinite
{
    /// <summary>The first index of a value that is not finite; −1 where all are, which takes one fast pass.</summary>
    public static int IndexIn(ReadOnlySpan<float> values)
    {
        if (TensorPrimitives.IsFiniteAll(values))
        {
            return -1;
        }

        int index = 0;
        while (float.IsFinite(values[index]))
        {
            index++;
        }

        return index;
    }
}
