using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>The mean of each window along a sequence, per channel: that of an image of one row.</summary>
internal sealed class AvgPool1dLayer(Window window, bool ceilMode, bool countIncludePad) : AvgPool2dLayer(window, ceilMode, countIncludePad)
{
    public override string Kind => "AvgPool1d";

    public static new AvgPool1dLayer Read(ArgumentReader arguments) => new(
        WindowArguments.OfSequencePooling(arguments, dilated: false),
        arguments.Flag("CeilMode", false),
        arguments.Flag("CountIncludePad", true));

    protected override bool Fits(Shape input, FindingSink findings) => InputChecks.IsSequence(input, findings);

    protected override string DescribeWindow() => WindowText.DescribeSequence(Window, Window.KernelWidth);
}
