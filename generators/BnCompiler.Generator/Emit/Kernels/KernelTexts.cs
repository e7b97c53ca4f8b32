using System.Collections.Concurrent;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// The texts of kernels, remembered from one compilation to the next: an edit changes few of a network's kernels, and writing them is most of the work of
/// emitting it. A pure function of the kernel, so that what is remembered is what would be written.
/// </summary>
internal static class KernelTexts
{
    // More than the kernels of a dozen large networks; beyond it everything is forgotten, which costs time only.
    private const int MostRemembered = 8192;

    private static readonly ConcurrentDictionary<Kernel, KernelText> Remembered = new();

    public static KernelText Of(Kernel kernel)
    {
        if (Remembered.TryGetValue(kernel, out var known))
        {
            return known;
        }

        if (Remembered.Count >= MostRemembered)
        {
            Remembered.Clear();
        }

        return Remembered.GetOrAdd(kernel, KernelEmitters.Write(kernel));
    }
}
