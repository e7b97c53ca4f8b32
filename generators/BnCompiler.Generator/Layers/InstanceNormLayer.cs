using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>Normalises each channel of each sample over its positions; there are no running statistics.</summary>
internal sealed class InstanceNormLayer(double epsilon, bool affine) : NormalizationLayer("InstanceNorm", epsilon, affine)
{
    /// <summary>β.</summary>
    public override string? AdditiveParameter => Affine ? "bias" : null;

    public static InstanceNormLayer Read(ArgumentReader arguments) => new(ReadEpsilon(arguments), arguments.Flag("Affine", false));

    public override string Describe(Shape input, Shape output) => Describe($"{input.Channels}", isUsuallyAffine: false);

    public override int GroupsOf(Shape shape) => shape.Channels;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings)
    {
        if (!InputChecks.HasPositions(inputs[0], findings))
        {
            return null;
        }

        if (inputs[0].Positions > 1)
        {
            return inputs[0];
        }

        findings.Report(
            "BN0005", null, findings.Subject, "several positions per channel", inputs[0].ToString(),
            "the mean of one value is the value itself; take the layer away, or put it in front of what leaves one position");
        return null;
    }
}
