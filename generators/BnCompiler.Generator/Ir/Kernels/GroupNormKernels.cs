using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Ir;

/// <summary>What a normalisation of single samples learns: nothing, a factor and an addend per channel, or one for each element of a sample.</summary>
/// <param name="HasScale">Whether there is a γ.</param>
/// <param name="HasShift">Whether there is a β; it may be redundant where γ is not.</param>
/// <param name="PerElement">Whether they have the shape of the sample.</param>
internal sealed record NormAffine(bool HasScale, bool HasShift, bool PerElement)
{
    public IEnumerable<KernelParameter> Scale => HasScale ? [new KernelParameter("scale")] : [];

    public IEnumerable<KernelParameter> Shift => HasShift ? [new KernelParameter("shift")] : [];
}

/// <summary>
/// Mean and 1/√(σ² + ε) of each group of channels of each sample, written to <c>statistics</c> for every channel of the group: the means in its first position,
/// the inverse deviations in its second. Two passes: an origin near the mean, then the deviations from it.
/// </summary>
internal sealed record GroupStatisticsKernel(Layout Input, Layout Statistics, int Groups, double Epsilon) : Kernel
{
    public override string Role => "Statistics";

    public override ImmutableArray<KernelParameter> Parameters => [new("input"), new("statistics", IsOutput: true)];
}

/// <summary>y = epilogue(γ·(x − mean)·inverseDeviation + β) with the sample's <c>statistics</c>.</summary>
internal sealed record GroupNormKernel(
    Layout Input, Layout Statistics, Layout Output, NormAffine Affine, EquatableArray<EpilogueOperation> Epilogue) : Kernel
{
    public override string Role => "Normalise";

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), new("statistics"), .. Affine.Scale, .. Affine.Shift, .. KernelParameter.OfEpilogue(Epilogue), new("output", IsOutput: true)];
}

/// <summary>
/// Σg/m and Σg·x̂/m of each group of each sample, m its values and g = γ·dy, written to <c>means</c> as <see cref="GroupStatisticsKernel"/> writes its results. Where γ
/// and β are per channel, Σdy (pitch doubles) and Σdy·x̂ (pitch doubles) are added to <c>sums</c>.
/// </summary>
internal sealed record GroupNormGradientSumsKernel(
    Layout Input, Layout OutputGradient, Layout Statistics, Layout Means, int Groups, NormAffine Affine) : Kernel
{
    public override string Role => "GradientSums";

    /// <summary>Whether the gradients of γ and β are summed on the way.</summary>
    public bool SumsChannels => Affine is { PerElement: false, HasScale: true } or { PerElement: false, HasShift: true };

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), new("outputGradient"), new("statistics"), .. Affine.Scale, new("means", IsOutput: true),
            .. SumsChannels ? [new KernelParameter("sums", IsOutput: true, IsDouble: true)] : Array.Empty<KernelParameter>()];
}

/// <summary>dx = inverseDeviation·(γ·dy − Σg/m − x̂·Σg·x̂/m).</summary>
internal sealed record GroupNormGradientKernel(
    Layout Input, Layout OutputGradient, Layout InputGradient, Layout Statistics, Layout Means, NormAffine Affine, bool Accumulate) : Kernel
{
    public override string Role => "InputGradient";

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), new("outputGradient"), new("statistics"), .. Affine.Scale, new("means"), new("inputGradient", IsOutput: true)];
}

/// <summary>Adds dy·x̂ and dy of samples first … last−1 to <c>products</c> and <c>sums</c>, element by element: the gradients of γ and β per element.</summary>
internal sealed record ElementGradientKernel(Layout Input, Layout OutputGradient, Layout Statistics) : Kernel
{
    public override string Role => "ParameterGradient";

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), new("outputGradient"), new("statistics"), new("products", IsOutput: true), new("sums", IsOutput: true)];
}
