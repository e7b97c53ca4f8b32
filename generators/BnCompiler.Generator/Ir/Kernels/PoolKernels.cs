using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Ir;

/// <summary>A sliding window. Positions outside the image are left out (maximum) or count as the kernel says (mean).</summary>
internal sealed record Window(
    int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth,
    int PaddingHeight, int PaddingWidth, int DilationHeight, int DilationWidth);

/// <summary>y = max of the window, per channel, then the epilogue.</summary>
internal sealed record MaxPoolKernel(
    Window Window, Layout Input, Layout Output, EquatableArray<EpilogueOperation> Epilogue) : Kernel
{
    public override string Role => "Forward";

    public override bool CanShare => Output.Height > 1;

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), .. KernelParameter.OfEpilogue(Epilogue), new("output", IsOutput: true)];
}

/// <summary>dx: each window's dy goes to its first position (row by row) that holds the maximum; elsewhere 0.</summary>
internal sealed record MaxPoolGradientKernel(
    Window Window, Layout Input, Layout Output, Layout OutputGradient, Layout InputGradient, bool Accumulate) : Kernel
{
    public override string Role => "InputGradient";

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), new("output"), new("outputGradient"), new("inputGradient", IsOutput: true)];
}

/// <summary>
/// y = Σ window / divisor, then the epilogue. The divisor is the number of positions inside the image or, where
/// <paramref name="CountIncludePad"/>, inside the image with its padding (PyTorch's rule, which matters with ceil mode).
/// </summary>
internal sealed record AveragePoolKernel(
    Window Window, bool CountIncludePad, Layout Input, Layout Output, EquatableArray<EpilogueOperation> Epilogue) : Kernel
{
    public override string Role => "Forward";

    public override bool CanShare => Output.Height > 1;

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), .. KernelParameter.OfEpilogue(Epilogue), new("output", IsOutput: true)];
}

/// <summary>dx: each window's dy / divisor, added to all its positions.</summary>
internal sealed record AveragePoolGradientKernel(
    Window Window, bool CountIncludePad, Layout OutputGradient, Layout InputGradient, bool Accumulate) : Kernel
{
    public override string Role => "InputGradient";

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("outputGradient"), new("inputGradient", IsOutput: true)];
}
