using System.Collections.Immutable;
using System.Globalization;

namespace BnCompiler.Generator.Ir;

/// <summary>The shape of one sample's value: <c>[features]</c>, <c>[channels, length]</c> or <c>[channels, height, width]</c>.</summary>
internal sealed class Shape : IEquatable<Shape>
{
    public Shape(params int[] sizes) => Sizes = [.. sizes];

    public ImmutableArray<int> Sizes { get; }

    public int Rank => Sizes.Length;

    public bool IsImage => Rank == 3;

    /// <summary>Whether it is <c>[channels, length]</c>: in memory an image of one row.</summary>
    public bool IsSequence => Rank == 2;

    public bool IsFeatures => Rank == 1;

    /// <summary>The channels of an image or a sequence, or the features of a flat value: what a BatchNorm normalises one by one.</summary>
    public int Channels => Sizes[0];

    public int Height => IsImage ? Sizes[1] : 1;

    public int Width => IsFeatures ? 1 : Sizes[Rank - 1];

    /// <summary>Values per channel in one sample.</summary>
    public int Positions => Height * Width;

    public int Length => Channels * Positions;

    public bool Equals(Shape? other) => other is not null && Sizes.SequenceEqual(other.Sizes);

    public override bool Equals(object? obj) => Equals(obj as Shape);

    public override int GetHashCode() => Sizes.Aggregate(17, (hash, size) => unchecked((hash * 31) + size));

    public override string ToString() =>
        "[" + string.Join(", ", Sizes.Select(size => size.ToString(CultureInfo.InvariantCulture))) + "]";
}
