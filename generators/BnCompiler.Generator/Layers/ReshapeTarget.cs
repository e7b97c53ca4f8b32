using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>The sizes that a Reshape asks for, of which one may be <see cref="Open"/>.</summary>
internal sealed record ReshapeTarget(ImmutableArray<int> Sizes)
{
    /// <summary>In the place of the size that follows from the others.</summary>
    public const int Open = -1;

    public int Rank => Sizes.Length;

    /// <summary>The shape for a value, or null after reporting that it has another number of elements.</summary>
    public Shape? Resolve(Shape input, FindingSink findings)
    {
        double known = Sizes.Where(size => size != Open).Aggregate(1.0, (product, size) => product * size);
        bool isOpen = Sizes.Contains(Open);
        if (isOpen ? input.Length % known == 0 : input.Length == known)
        {
            return new Shape([.. Sizes.Select(size => size == Open ? (int)(input.Length / known) : size)]);
        }

        string wanted = isOpen ? $"a multiple of {known:N0} values" : $"{known:N0} values";
        findings.Report(
            "BN0005", "Shape", findings.Subject, FormattableString.Invariant($"{wanted} for [{string.Join(", ", Sizes)}]"), FormattableString.Invariant($"{input} of {input.Length:N0} values"),
            FormattableString.Invariant($"give sizes whose product is {input.Length:N0}"));
        return null;
    }
}
