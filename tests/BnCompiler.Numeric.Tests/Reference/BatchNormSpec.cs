namespace BnCompiler.Numeric.Tests.Reference;

internal enum BatchNormValues
{
    /// <summary>γ near 1, variances near 1.</summary>
    Usual,

    /// <summary>γ of both signs and a few that are 0.</summary>
    SignedGamma,

    /// <summary>γ ∈ {0, −0, ±1e-30, negative}.</summary>
    HostileGamma,

    /// <summary>Running variances 0, 1e-38 and the smallest subnormals.</summary>
    TinyVariance,

    /// <summary>Running means far larger than the deviation.</summary>
    FarMean,
}

internal sealed record BatchNormSpec(double Epsilon = 1e-5, double Momentum = 0.1, bool Affine = true) : LayerSpec
{
    public BatchNormValues Values { get; init; }

    public override string Stem => "bn";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceBatchNorm(this, name, input);

    public override IEnumerable<LayerSpec> Shrink()
    {
        if (this != new BatchNormSpec { Name = Name, Values = Values })
        {
            yield return new BatchNormSpec { Name = Name, Values = Values };
        }

        if (Values != BatchNormValues.Usual)
        {
            yield return this with { Values = BatchNormValues.Usual };
        }
    }

    protected override IEnumerable<string> Arguments()
    {
        if (Epsilon != 1e-5)
        {
            yield return $"Epsilon = {Text(Epsilon)}";
        }

        if (Momentum != 0.1)
        {
            yield return $"Momentum = {Text(Momentum)}";
        }

        if (!Affine)
        {
            yield return "Affine = false";
        }
    }
}
