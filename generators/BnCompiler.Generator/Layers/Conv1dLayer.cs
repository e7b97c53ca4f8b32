using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>A convolution along the positions of a sequence: that of an image of one row, weights as <c>[outChannels, inChannels / groups, kernelSize]</c>.</summary>
internal sealed class Conv1dLayer(int outChannels, Window window, int groups, bool hasBias) : Conv2dLayer(outChannels, window, groups, hasBias)
{
    public override string Kind => "Conv1d";

    protected override ImmutableArray<int> KernelSizes => [Window.KernelWidth];

    public static new Conv1dLayer Read(ArgumentReader arguments) => new(
        arguments.Size("OutChannels"),
        WindowArguments.OfSequence(arguments),
        arguments.Integer("Groups", 1, int.MaxValue, 1),
        arguments.Flag("Bias", true));

    protected override bool Fits(Shape input, FindingSink findings) => InputChecks.IsSequence(input, findings);

    protected override string DescribeWindow() => WindowText.DescribeSequence(Window, 1);
}
