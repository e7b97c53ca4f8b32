using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Ir;

/// <summary>y = epilogue(x), position by position; also the copy of a value into a buffer with another halo.</summary>
internal sealed record MapKernel(Layout Input, Layout Output, EquatableArray<EpilogueOperation> Epilogue) : Kernel
{
    public override string Role => "Forward";

    public override bool CanShare => Output.Height > 1;

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), .. KernelParameter.OfEpilogue(Epilogue), new("output", IsOutput: true)];
}

/// <summary>Σ positions of x·y per channel and sample: the gradient of a factor that multiplies whole channels.</summary>
internal sealed record ProductSumKernel(Layout Left, Layout Right, Layout Output, bool Accumulate) : Kernel
{
    public override string Role => "ProductSum";

    public override ImmutableArray<KernelParameter> Parameters => [new("left"), new("right"), new("output", IsOutput: true)];
}

/// <summary>dx = f′·dy; <c>value</c> is f's output, or its input where the activation says so.</summary>
internal sealed record MapGradientKernel(
    Activation Activation, Layout Value, Layout OutputGradient, Layout InputGradient, bool Accumulate) : Kernel
{
    public override string Role => "InputGradient";

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("value"), .. Activation.Parameter is { } learned ? [new KernelParameter(learned.Name)] : Array.Empty<KernelParameter>(),
            new("outputGradient"), new("inputGradient", IsOutput: true)];
}
