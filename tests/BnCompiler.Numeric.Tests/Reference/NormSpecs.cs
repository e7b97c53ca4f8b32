namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>A normalisation of single samples over groups of channels.</summary>
internal abstract record NormSpec(double Epsilon, bool Affine) : LayerSpec
{
    protected abstract bool IsUsuallyAffine { get; }

    public override ReferenceLayer Build(string name, Extent input) =>
        new ReferenceGroupNorm(name, GroupsOf(input), Epsilon, Affine ? AffineShape(input) : null);

    protected abstract int GroupsOf(Extent input);

    protected virtual int[] AffineShape(Extent input) => [input.Channels];

    protected override IEnumerable<string> Arguments()
    {
        if (Epsilon != 1e-5)
        {
            yield return $"Epsilon = {Text(Epsilon)}";
        }

        if (Affine != IsUsuallyAffine)
        {
            yield return $"Affine = {(Affine ? "true" : "false")}";
        }
    }
}

internal sealed record GroupNormSpec(int Groups, double Epsilon = 1e-5, bool Affine = true) : NormSpec(Epsilon, Affine)
{
    public override string Stem => "gn";

    protected override bool IsUsuallyAffine => true;

    public override Extent? Output(Extent input) => input.Channels % Groups == 0 ? input : null;

    public override IEnumerable<LayerSpec> Shrink() => Groups == 1 && Affine ? [] : [new GroupNormSpec(1)];

    protected override int GroupsOf(Extent input) => Groups;

    protected override IEnumerable<string> Arguments() => [$"{Groups}", .. base.Arguments()];
}

internal sealed record InstanceNormSpec(double Epsilon = 1e-5, bool Affine = false) : NormSpec(Epsilon, Affine)
{
    public override string Stem => "in";

    protected override bool IsUsuallyAffine => false;

    public override Extent? Output(Extent input) => input.Positions > 1 ? input : null;

    protected override int GroupsOf(Extent input) => input.Channels;
}

internal sealed record LayerNormSpec(double Epsilon = 1e-5, bool Affine = true) : NormSpec(Epsilon, Affine)
{
    public override string Stem => "ln";

    protected override bool IsUsuallyAffine => true;

    protected override int GroupsOf(Extent input) => 1;

    protected override int[] AffineShape(Extent input) =>
        input.IsImage ? [input.Channels, input.Height, input.Width] : input.IsSequence ? [input.Channels, input.Width] : [input.Channels];
}
