using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>The largest value of each window along a sequence, per channel: that of an image of one row.</summary>
internal sealed class MaxPool1dLayer(Window window, bool ceilMode) : MaxPool2dLayer(window, ceilMode)
{
    public override string Kind => "MaxPool1d";

    public static new MaxPool1dLayer Read(ArgumentReader arguments) =>
        new(WindowArguments.OfSequencePooling(arguments, dilated: true), arguments.Flag("CeilMode", false));

    protected override bool Fits(Shape input, FindingSink findings) => InputChecks.IsSequence(input, findings);

    protected override string DescribeWindow() => WindowText.DescribeSequence(Window, Window.KernelWidth);
}
