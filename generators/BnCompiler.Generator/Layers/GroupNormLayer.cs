using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>Normalises each sample over groups of neighbouring channels.</summary>
internal sealed class GroupNormLayer(int numGroups, double epsilon, bool affine) : NormalizationLayer("GroupNorm", epsilon, affine)
{
    public int NumGroups { get; } = numGroups;

    /// <summary>β.</summary>
    public override string? AdditiveParameter => Affine ? "bias" : null;

    public static GroupNormLayer Read(ArgumentReader arguments) =>
        new(arguments.Size("NumGroups"), ReadEpsilon(arguments), arguments.Flag("Affine", true));

    public override string Describe(Shape input, Shape output) => Describe($"{NumGroups} groups of {input.Channels / NumGroups}", isUsuallyAffine: true);

    public override int GroupsOf(Shape shape) => NumGroups;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings)
    {
        int channels = inputs[0].Channels;
        if (channels % NumGroups == 0)
        {
            return inputs[0];
        }

        findings.Report("BN0007", "NumGroups", findings.Subject, $"{NumGroups}", $"{channels}", $"{channels}");
        return null;
    }
}
