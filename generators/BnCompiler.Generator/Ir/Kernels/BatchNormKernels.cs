using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Ir;

/// <summary>
/// Merges samples first … last−1 into <c>statistics</c> by Chan's rule: per channel the mean (pitch doubles), then Σ(x−mean)²
/// (pitch doubles), then one double, the number of values merged so far. Each sample's own mean and centred sum are taken in two passes
/// over its positions while they are in cache; with one position per sample, the samples of the call are the positions.
/// </summary>
internal sealed record BatchNormStatisticsKernel(Layout Input) : Kernel
{
    public override string Role => "Statistics";

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), new("statistics", IsOutput: true, IsDouble: true)];
}

/// <summary>y = epilogue((x − mean)·scale + shift), per channel; scale = γ/√(σ²+ε), shift = β.</summary>
internal sealed record BatchNormKernel(Layout Input, Layout Output, EquatableArray<EpilogueOperation> Epilogue) : Kernel
{
    public override string Role => "Normalise";

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), new("mean"), new("scale"), new("shift"), .. KernelParameter.OfEpilogue(Epilogue), new("output", IsOutput: true)];
}

/// <summary>
/// Adds Σg (pitch doubles) and Σg·x̂ (pitch doubles) of samples first … last−1 to <c>sums</c>, where x̂ = (x − mean)·inverseDeviation,
/// g = dy, or dy·f′ where an activation f was fused behind the BatchNorm (its input u = (x − mean)·scale + shift is recomputed).
/// </summary>
internal sealed record BatchNormGradientSumsKernel(Layout Input, Layout OutputGradient, Activation? Activation) : Kernel
{
    public override string Role => "GradientSums";

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), new("outputGradient"), new("mean"), new("inverseDeviation"), new("scale"), new("shift"),
            new("sums", IsOutput: true, IsDouble: true)];
}

/// <summary>dx = scale·(g − meanGradient − x̂·meanProduct), with meanGradient = Σg/n and meanProduct = Σg·x̂/n.</summary>
internal sealed record BatchNormGradientKernel(
    Layout Input, Layout OutputGradient, Layout InputGradient, Activation? Activation, bool Accumulate) : Kernel
{
    public override string Role => "InputGradient";

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), new("outputGradient"), new("mean"), new("inverseDeviation"), new("scale"), new("shift"),
            new("meanGradient"), new("meanProduct"), new("inputGradient", IsOutput: true)];
}

/// <summary>
/// Adds Σdy over all positions of samples first … last−1 to <c>sums</c> (pitch doubles): a bias' gradient. With an activation Σ ∂y/∂p·dy, the gradient of its
/// parameter, from its input <c>value</c>.
/// </summary>
internal sealed record ColumnSumsKernel(Layout OutputGradient, Activation? Activation = null, Layout? Value = null) : Kernel
{
    public override string Role => Activation is null ? "BiasGradient" : "ParameterGradient";

    public override ImmutableArray<KernelParameter> Parameters =>
        [.. Value is null ? Array.Empty<KernelParameter>() : [new KernelParameter("value")],
            new("outputGradient"), new("sums", IsOutput: true, IsDouble: true)];
}
