namespace BnCompiler.Numeric.Tests.Reference;

internal sealed record LinearSpec(int OutFeatures, bool Bias = true) : LayerSpec
{
    public override string Stem => "linear";

    public override int? Outputs => OutFeatures;

    public override Extent? Output(Extent input) => input.IsFeatures ? Extent.Features(OutFeatures) : null;

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceLinear(this, name, input);

    public override LayerSpec WithOutputs(int count) => this with { OutFeatures = count };

    public override IEnumerable<LayerSpec> Shrink()
    {
        if (OutFeatures > 1)
        {
            yield return this with { OutFeatures = 1 };
            yield return this with { OutFeatures = OutFeatures / 2 };
        }
    }

    protected override IEnumerable<string> Arguments() => Bias ? [$"{OutFeatures}"] : [$"{OutFeatures}", "Bias = false"];
}

internal sealed record Conv2dSpec(int OutChannels, Window Window, int Groups = 1, bool Bias = true) : LayerSpec
{
    public override string Stem => "conv";

    public override int? Outputs => OutChannels;

    public override Extent? Output(Extent input) =>
        input.IsImage && input.Channels % Groups == 0 && OutChannels % Groups == 0 && Window.Output(input) is var (height, width)
            ? Extent.Image(OutChannels, height, width)
            : null;

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceConv2d(this, name, input);

    public override LayerSpec WithOutputs(int count) => this with { OutChannels = count };

    public override IEnumerable<LayerSpec> Shrink()
    {
        foreach (var window in Window.Shrink())
        {
            yield return this with { Window = window };
        }

        if (Groups > 1)
        {
            yield return this with { Groups = 1 };
        }

        if (OutChannels > 1)
        {
            yield return this with { OutChannels = 1, Groups = 1 };
            yield return this with { OutChannels = OutChannels / 2 };
        }
    }

    protected override IEnumerable<string> Arguments()
    {
        IEnumerable<string> kernel = Window.KernelHeight == Window.KernelWidth ? [$"{Window.KernelHeight}"] : [$"{Window.KernelHeight}", $"{Window.KernelWidth}"];
        return
        [
            $"{OutChannels}", .. kernel,
            .. Window.Argument("Stride", Window.StrideHeight, Window.StrideWidth, 1),
            .. Window.Argument("Padding", Window.PaddingHeight, Window.PaddingWidth, 0),
            .. Window.Argument("Dilation", Window.DilationHeight, Window.DilationWidth, 1),
            .. Groups == 1 ? Array.Empty<string>() : [$"Groups = {Groups}"],
            .. Bias ? Array.Empty<string>() : ["Bias = false"],
        ];
    }
}
