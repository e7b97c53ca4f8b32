using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Tests.Passes;

/// <summary>A normalisation over groups of channels as far as the analyses look at one, with γ and β.</summary>
internal sealed class GroupNormalization(int groups) : Layer
{
    public override string Kind => "GroupNormalization";

    public int Groups { get; } = groups;

    public override string? AdditiveParameter => "bias";

    public override string Describe(Shape input, Shape output) => $"{Kind}({Groups})";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) => inputs[0];

    public override ImmutableArray<ParameterSpec> Parameters(ImmutableArray<Shape> inputs) =>
        [new("weight", "BatchNormWeight", [inputs[0].Channels]), new("bias", "BatchNormBias", [inputs[0].Channels])];

    public override ChannelRule ChannelRule(Node node, int input) => Ir.ChannelRule.NormalizeGroups(node.Shape.Channels, Groups);
}
