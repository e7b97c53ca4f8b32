using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Ir;

/// <summary>Channel i·groups + j of the output is channel j·C/groups + i of the input, then the epilogue. With C/groups groups it is its own inverse.</summary>
internal sealed record ChannelShuffleKernel(
    int Groups, Layout Input, Layout Output, EquatableArray<EpilogueOperation> Epilogue, bool IsInputGradient) : Kernel
{
    public override string Role => IsInputGradient ? "InputGradient" : "Forward";

    public override bool CanShare => Output.Height > 1;

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), .. KernelParameter.OfEpilogue(Epilogue), new("output", IsOutput: true)];
}
