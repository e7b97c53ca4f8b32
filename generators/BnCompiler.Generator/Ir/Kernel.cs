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
}

/// <summary>One memory parameter of a kernel.</summary>
internal sealed record KernelParameter(string Name, bool IsOutput = false, bool IsDouble = false)
{
    /// <summary>Parameters of an epilogue's operations, in order.</summary>
    public static IEnumerable<KernelParameter> OfEpilogue(EquatableArray<EpilogueOperation> epilogue) =>
        epilogue.SelectMany((operation, index) => operation.Parameters(index));
}

/// <summary>Something done to a value in registers, before it is stored. Applied in order, the first one first.</summary>
internal abstract record EpilogueOperation
{
    /// <summary>The memory parameters this operation adds to its kernel, when it is the <paramref name="index"/>th.</summary>
    public virtual IEnumerable<KernelParameter> Parameters(int index) => [];
}

/// <summary>y = f(x); a learned parameter of f is an array of as many floats as the output's pitch.</summary>
internal sealed record ActivationOperation(Activation Activation) : EpilogueOperation
{
    public override IEnumerable<KernelParameter> Parameters(int index) =>
        Activation.Parameter is { } learned ? [new($"{learned.Name}{index}")] : [];
}

/// <summary>y = scale·x + shift, per channel; two arrays of as many floats as the output's pitch.</summary>
internal sealed record AffineOperation : EpilogueOperation
{
    public override IEnumerable<KernelParameter> Parameters(int index) =>
        [new($"scale{index}"), new($"shift{index}")];
}

/// <summary>y = x + another value at the same position.</summary>
/// <param name="Layout">How the other value lies in memory.</param>
internal sealed record AddOperation(Layout Layout) : EpilogueOperation
{
    public override IEnumerable<KernelParameter> Parameters(int index) => [new($"addend{index}")];
}

/// <summary>y = x · another value, at the same position or, where that has only one, per channel.</summary>
/// <param name="Layout">How the other value lies in memory.</param>
/// <param name="PerChannel">Whether one position of the other value multiplies all of x's.</param>
internal sealed record MultiplyOperation(Layout Layout, bool PerChannel) : EpilogueOperation
{
    public override IEnumerable<KernelParameter> Parameters(int index) => [new($"factor{index}")];
}

/// <summary>y = x + what the output already holds: a second gradient that reaches the same value.</summary>
internal sealed record AccumulateOperation : EpilogueOperation;
