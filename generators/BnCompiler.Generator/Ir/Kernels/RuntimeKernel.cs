using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Ir;

/// <summary>
/// Work that is not worth specialising: a static method of the runtime library. It is called with the operands by reference, then
/// <paramref name="Constants"/>, then, where <paramref name="TakesRange"/>, the first and last sample.
/// </summary>
/// <param name="Method">Type and method in <c>BnCompiler.Runtime</c>.</param>
internal sealed record RuntimeKernel(
    string Method, EquatableArray<KernelParameter> Operands, EquatableArray<string> Constants, bool TakesRange = true) : Kernel
{
    /// <summary>Whether the method has a parameter <c>share</c>: rows of an image.</summary>
    public bool HasRows { get; init; }

    public override bool CanShare => HasRows;

    public override string Role => Method.Substring(Method.LastIndexOf('.') + 1);

    public override ImmutableArray<KernelParameter> Parameters => Operands.Items;
}
