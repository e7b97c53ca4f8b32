using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Ir;

/// <summary>
/// Something done to a value in registers, before it is stored. Applied in order, the first one first. Operations are numbered in that order, those inside a
/// <see cref="SideOperation"/> behind it, and a kernel's parameters carry their numbers.
/// </summary>
internal abstract record EpilogueOperation
{
    /// <summary>How many numbers it takes: its own, and those of the operations inside it.</summary>
    public virtual int Numbers => 1;

    /// <summary>The memory parameters this operation adds to its kernel, when its number is <paramref name="number"/>.</summary>
    public virtual IEnumerable<KernelParameter> Parameters(int number) => [];
}

/// <summary>y = f(x); a learned parameter of f is an array of as many floats as the output's pitch.</summary>
internal sealed record ActivationOperation(Activation Activation) : EpilogueOperation
{
    public override IEnumerable<KernelParameter> Parameters(int number) =>
        Activation.Parameter is { } learned ? [new($"{learned.Name}{number}")] : [];
}

/// <summary>y = scale·x + shift: per channel, two arrays of as many floats as the output's pitch; or for every value of a sample.</summary>
/// <param name="Values">How scale and shift lie in memory where every position has its own; null where they are per channel.</param>
internal sealed record AffineOperation(Layout? Values = null) : EpilogueOperation
{
    public override IEnumerable<KernelParameter> Parameters(int number) =>
        [new($"scale{number}"), new($"shift{number}")];
}

/// <summary>y = x + another value at the same position.</summary>
/// <param name="Layout">How the other value lies in memory.</param>
internal sealed record AddOperation(Layout Layout) : EpilogueOperation
{
    public override IEnumerable<KernelParameter> Parameters(int number) => [new($"addend{number}")];
}

/// <summary>y = x · another value, at the same position or, where that has only one, per channel.</summary>
/// <param name="Layout">How the other value lies in memory.</param>
/// <param name="PerChannel">Whether one position of the other value multiplies all of x's.</param>
internal sealed record MultiplyOperation(Layout Layout, bool PerChannel) : EpilogueOperation
{
    public override IEnumerable<KernelParameter> Parameters(int number) => [new($"factor{number}")];
}

/// <summary>y = x + what the output already holds: a second gradient that reaches the same value.</summary>
internal sealed record AccumulateOperation : EpilogueOperation;

/// <summary>
/// y = x, and the register goes to a second value as well, after operations of that value's own: what a layer with other readers does for a BatchNorm behind it.
/// </summary>
/// <param name="Operations">What is done to the copy before it is stored.</param>
/// <param name="Layout">How the second value lies in memory.</param>
internal sealed record SideOperation(EquatableArray<EpilogueOperation> Operations, Layout Layout) : EpilogueOperation
{
    public override int Numbers => 1 + Operations.Sum(operation => operation.Numbers);

    public override IEnumerable<KernelParameter> Parameters(int number) =>
        [.. KernelParameter.OfEpilogue(Operations, number + 1), new($"side{number}", IsOutput: true)];
}
