using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>Normalises each sample as a whole; γ and β have the shape of the sample.</summary>
internal sealed class LayerNormLayer(double epsilon, bool affine) : NormalizationLayer("LayerNorm", epsilon, affine)
{
    public static LayerNormLayer Read(ArgumentReader arguments) => new(ReadEpsilon(arguments), arguments.Flag("Affine", true));

    public override string Describe(Shape input, Shape output) => Describe(string.Join("×", input.Sizes.Select(size => $"{size}")), isUsuallyAffine: true);

    public override int GroupsOf(Shape shape) => 1;

    protected override ImmutableArray<int> AffineSizes(Shape input) => input.Sizes;
}
