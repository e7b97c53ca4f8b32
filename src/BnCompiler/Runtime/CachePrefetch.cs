using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace BnCompiler.Runtime;

/// <summary>Asks for memory before it is needed, for kernels that read more weights than a cache holds while they compute with others.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class CachePrefetch
{
    // AMD's processors take lines that are asked for as non-temporal into the second-level cache and drop them from there, so that weights which are read once a call
    // do not push everything else out of the third level. Intel's take them into the first level only, where they would be gone before they are used.
    private static readonly bool KeepsThirdLevel = X86Base.IsSupported && X86Base.CpuId(0, 0) is (_, 0x68747541, 0x444D4163, 0x69746E65);

    /// <summary>Begins to load the cache line with the float at <paramref name="offset"/> into the second-level cache; does nothing where the processor has no instruction for it. It may lie beyond any memory.</summary>
    /// <param name="source">Where the offset is counted from.</param>
    /// <param name="offset">Floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Line(ref readonly float source, int offset)
    {
        void* line = Unsafe.AsPointer(ref Unsafe.Add(ref Unsafe.AsRef(in source), offset));
        if (KeepsThirdLevel)
        {
            Sse.PrefetchNonTemporal(line);
        }
        else if (Sse.IsSupported)
        {
            Sse.Prefetch1(line);
        }
    }

    /// <summary>Looks at the processor: code that is compiled afterwards asks without looking.</summary>
    internal static void Prepare() => RuntimeHelpers.RunClassConstructor(typeof(CachePrefetch).TypeHandle);
}
