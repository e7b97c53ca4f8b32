using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Ir;

/// <summary>
/// A convolution in which every channel sees only itself. Weights are packed <c>[kernelHeight][kernelWidth][pitch]</c>. The
/// input's halo covers every position that a window touches, so there is no boundary code.
/// </summary>
internal sealed record DepthwiseKernel(
    Window Window, Layout Input, Layout Output, bool HasBias, EquatableArray<EpilogueOperation> Epilogue) : Kernel
{
    /// <inheritdoc cref="ContractionKernel.BiasRows"/>
    public BiasRows? BiasRows { get; init; }

    public override string Role => "Forward";

    public override bool CanShare => Output.Height > 1;

    public override long Products => (long)Output.Height * Output.Width * Output.Pitch * Window.KernelHeight * Window.KernelWidth;

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), new("weights"), .. HasBias ? [new KernelParameter("bias")] : Array.Empty<KernelParameter>(),
            .. KernelParameter.OfEpilogue(Epilogue), new("output", IsOutput: true)];
}

/// <summary>dx of a depthwise convolution, from the same packed weights.</summary>
internal sealed record DepthwiseInputGradientKernel(
    Window Window, Layout OutputGradient, Layout InputGradient, bool Accumulate) : Kernel
{
    public override string Role => "InputGradient";

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("outputGradient"), new("weights"), new("inputGradient", IsOutput: true)];
}

/// <summary>Adds dW of samples first … last−1 to <c>weightGradient</c>, packed like the weights.</summary>
internal sealed record DepthwiseWeightGradientKernel(Window Window, Layout Input, Layout OutputGradient) : Kernel
{
    public override string Role => "WeightGradient";

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), new("outputGradient"), new("weightGradient", IsOutput: true)];
}
