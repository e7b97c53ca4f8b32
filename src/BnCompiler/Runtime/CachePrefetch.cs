using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace BnCompiler.Runtime;

/// <summary>Asks for memory before it is needed, for kernels that read more weights than a cache holds while they compute with others.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class CachePrefetch
{
    /// <summary>Begins to load the cache line with the float at <paramref name="offset"/> into the second-level cache; does nothing where the processor has no instruction for it. It may lie beyond any memory.</summary>
    /// <param name="source">Where the offset is counted from.</param>
    /// <param name="offset">Floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Line(ref readonly float source, int offset)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(Unsafe.AsPointer(ref Unsafe.Add(ref Unsafe.AsRef(in source), offset)));
        }
    }
}
