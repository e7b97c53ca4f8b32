using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>A parameter that was declared (or is PyTorch's default) and that the compiler removed because it cannot change the output.</summary>
/// <param name="Name">The tensor's name in files: <c>conv1.bias</c>.</param>
/// <param name="Kind">What it would have been.</param>
/// <param name="Shape">PyTorch's shape.</param>
/// <param name="Reason">Why it is redundant, in one sentence.</param>
/// <param name="Absorption">What a value that a file holds for it does to the running means.</param>
public sealed record EliminatedParameter(
    string Name, ParameterKind Kind, ImmutableArray<int> Shape, string Reason, Absorption Absorption)
{
    /// <summary>The number of values: the product of the shape.</summary>
    public int Length => ShapeText.Length(Name, Shape);
}
