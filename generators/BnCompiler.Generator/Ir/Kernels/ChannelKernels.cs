using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Ir;

/// <summary>y = epilogue(the channels of all inputs, one input after the other).</summary>
internal sealed record ConcatKernel(EquatableArray<Layout> Inputs, Layout Output, EquatableArray<EpilogueOperation> Epilogue) : Kernel
{
    public override string Role => "Forward";

    public override bool CanShare => Output.Height > 1;

    public override ImmutableArray<KernelParameter> Parameters =>
        [.. Inputs.Select((_, index) => new KernelParameter($"input{index}")), .. KernelParameter.OfEpilogue(Epilogue), new("output", IsOutput: true)];
}

/// <summary>y = epilogue(x as features in the order channel, row, column).</summary>
internal sealed record FlattenKernel(Layout Input, Layout Output, EquatableArray<EpilogueOperation> Epilogue) : Kernel
{
    public override string Role => "Forward";

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), .. KernelParameter.OfEpilogue(Epilogue), new("output", IsOutput: true)];
}

/// <summary>y = epilogue(x), from samples in the order channel, row, column.</summary>
/// <param name="PlanarStride">Floats from one of them to the next.</param>
internal sealed record LoadKernel(Layout Output, int PlanarStride, EquatableArray<EpilogueOperation> Epilogue) : Kernel
{
    public override string Role => "Load";

    public override bool CanShare => Output.Height > 1;

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), .. KernelParameter.OfEpilogue(Epilogue), new("output", IsOutput: true)];
}

/// <summary>y = epilogue(f(x)) for a function of all channels of a position: what they share is computed first, then each of them.</summary>
/// <param name="Shared">
/// C#: a statement that computes what the channels share, from <c>{x}</c>, <c>{y}</c> (<c>ref</c> to the position's first channel) and their number <c>Channels</c>.
/// </param>
/// <param name="Value">C#: an expression for a vector of channels, from <c>{x}</c> and <c>{y}</c> (vectors that memory holds by then) and what the statement computed.</param>
internal sealed record ChannelFunctionKernel(
    string Shared, string Value, Layout Input, Layout Output, EquatableArray<EpilogueOperation> Epilogue) : Kernel
{
    public override string Role => "Forward";

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), .. KernelParameter.OfEpilogue(Epilogue), new("output", IsOutput: true)];
}
