using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Ir;

/// <summary>
/// A piece of arithmetic with every size known. Kernels are compared by value, so layers with equal kernels share one
/// emitted method. Offsets into memory are no part of it: the method gets one <c>ref</c> per <see cref="KernelParameter"/>.
/// </summary>
/// <remarks>
/// The emitted method is <c>private static void Name&lt;TSimd, TVector&gt;(ref float p0, ref float p1, …, int first, int last)</c>. A parameter that is a
/// value points at position (0, 0) of sample 0 (behind the halo), and the kernel does samples <c>first</c> to <c>last − 1</c>.
/// </remarks>
internal abstract record Kernel
{
    /// <summary>What it does, as the end of a method name: <c>Forward</c>, <c>WeightGradient</c>.</summary>
    public abstract string Role { get; }

    /// <summary>The memory it reads and writes, in the order of the emitted method's parameters.</summary>
    public abstract ImmutableArray<KernelParameter> Parameters { get; }

    /// <summary>Whether workers can divide one sample: its emitter heeds <see cref="KernelRange.Share"/>.</summary>
    public virtual bool CanShare => false;

    /// <summary>Products that it sums for one sample; 0 where it only moves data.</summary>
    public virtual long Products => 0;

    /// <summary>What one call of the method does.</summary>
    public KernelRange Range { get; init; }

    /// <summary>Whether it does a worker's share.</summary>
    public bool TakesShare => Range == KernelRange.Share;
}

/// <summary>What one call of a kernel's method does, and with it which parameters it has behind its memory.</summary>
internal enum KernelRange
{
    /// <summary>Samples <c>first</c> to <c>last − 1</c>.</summary>
    Samples,

    /// <summary>
    /// The share of sample 0 that <c>WorkerShare share</c> says. Where samples are the rows of its tile, or summed: of the output channels, for samples <c>first</c> to
    /// <c>last − 1</c>.
    /// </summary>
    Share,

    /// <summary>The first <c>rows</c> rows from where its references point: rows of the input belong to rows of the output as in the whole image.</summary>
    Rows,
}

/// <summary>One memory parameter of a kernel.</summary>
internal sealed record KernelParameter(string Name, bool IsOutput = false, bool IsDouble = false)
{
    /// <summary>Parameters of an epilogue's operations, in order.</summary>
    /// <param name="epilogue">The operations.</param>
    /// <param name="number">The number of the first.</param>
    public static IEnumerable<KernelParameter> OfEpilogue(EquatableArray<EpilogueOperation> epilogue, int number = 0)
    {
        foreach (var operation in epilogue)
        {
            foreach (var parameter in operation.Parameters(number))
            {
                yield return parameter;
            }

            number += operation.Numbers;
        }
    }
}
