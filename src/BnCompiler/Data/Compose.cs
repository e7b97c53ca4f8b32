using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>Several augmentations, one after the other, as torchvision's <c>Compose</c>.</summary>
public sealed record Compose : Augmentation
{
    /// <summary>Puts augmentations in a row.</summary>
    /// <param name="augmentations">The first is applied first; none of them leaves the samples as they are.</param>
    public Compose(params ImmutableArray<Augmentation> augmentations)
    {
        foreach (Augmentation augmentation in augmentations)
        {
            ArgumentNullException.ThrowIfNull(augmentation, nameof(augmentations));
        }

        Augmentations = augmentations;
    }

    /// <summary>What is applied, in this order.</summary>
    public ImmutableArray<Augmentation> Augmentations { get; }

    /// <summary>The augmentations' texts.</summary>
    public override string ToString() => $"{nameof(Compose)} [{string.Join(", ", Augmentations)}]";

    /// <inheritdoc/>
    public override void Apply(Span<float> sample, RandomSource random)
    {
        foreach (Augmentation augmentation in Augmentations)
        {
            augmentation.Apply(sample, random);
        }
    }

    /// <inheritdoc/>
    public override void Check(int inputLength)
    {
        foreach (Augmentation augmentation in Augmentations)
        {
            augmentation.Check(inputLength);
        }
    }
}
