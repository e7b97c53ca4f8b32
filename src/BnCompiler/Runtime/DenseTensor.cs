using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace BnCompiler.Runtime;

/// <summary>Unwraps a tensor span once, because arithmetic on tensor spans themselves is slow.</summary>
internal static class DenseTensor
{
    public static ReadOnlySpan<float> Values(in ReadOnlyTensorSpan<float> tensor, string argument)
    {
        ThrowUnlessDense(tensor.IsDense, argument);
        return MemoryMarshal.CreateReadOnlySpan(in tensor.GetPinnableReference(), checked((int)tensor.FlattenedLength));
    }

    public static Span<float> Values(in TensorSpan<float> tensor, string argument)
    {
        ThrowUnlessDense(tensor.IsDense, argument);
        return MemoryMarshal.CreateSpan(ref tensor.GetPinnableReference(), checked((int)tensor.FlattenedLength));
    }

    private static void ThrowUnlessDense(bool isDense, string argument)
    {
        if (!isDense)
        {
            throw new ArgumentException($"The tensor '{argument}' has strides that leave gaps; expected a dense one.", argument);
        }
    }
}
