namespace BnCompiler.Numeric.Tests.Reference;

internal sealed record GlobalMaxPool2dSpec : LayerSpec
{
    public override string Stem => "global_maxpool";

    public override Extent? Output(Extent input) => input.IsImage ? Extent.Image(input.Channels, 1, 1) : null;

    public override ReferenceLayer Build(string name, Extent input) =>
        new ReferenceMaxPool2d(new MaxPool2dSpec(new Window(input.Height, input.Width)), name);
}

internal sealed record AdaptiveAvgPool2dSpec(int Height, int Width) : LayerSpec
{
    public override string Stem => "adaptive_avgpool";

    public override Extent? Output(Extent input) => input.IsImage ? Extent.Image(input.Channels, Height, Width) : null;

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceAdaptiveAvgPool2d(this, name);

    public override IEnumerable<LayerSpec> Shrink() => Height * Width == 1 ? [] : [new AdaptiveAvgPool2dSpec(1, 1)];

    protected override IEnumerable<string> Arguments() => Height == Width ? [$"{Height}"] : [$"{Height}", $"{Width}"];
}

internal sealed record ZeroPad2dSpec(int Left, int Right, int Top, int Bottom) : LayerSpec
{
    public override string Stem => "zeropad";

    public override Extent? Output(Extent input) =>
        input.IsImage ? Extent.Image(input.Channels, Top + input.Height + Bottom, Left + input.Width + Right) : null;

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceZeroPad2d(this, name);

    public override IEnumerable<LayerSpec> Shrink() => Left + Right + Top + Bottom == 0 ? [] : [new ZeroPad2dSpec(0, 0, 0, 0)];

    protected override IEnumerable<string> Arguments() =>
        Left == Right && Left == Top && Left == Bottom ? [$"{Left}"] : [$"{Left}", $"{Right}", $"{Top}", $"{Bottom}"];
}

internal sealed record UpsampleSpec(int ScaleHeight, int ScaleWidth, bool Bilinear = false) : LayerSpec
{
    public override string Stem => "upsample";

    public override Extent? Output(Extent input) =>
        input.IsImage ? Extent.Image(input.Channels, ScaleHeight * input.Height, ScaleWidth * input.Width) : null;

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceUpsample(this, name);

    public override IEnumerable<LayerSpec> Shrink() => ScaleHeight * ScaleWidth == 1 ? [] : [this with { ScaleHeight = 1, ScaleWidth = 1 }];

    protected override IEnumerable<string> Arguments() =>
    [
        $"{ScaleHeight}",
        .. ScaleWidth == ScaleHeight ? Array.Empty<string>() : [$"ScaleWidth = {ScaleWidth}"],
        .. Bilinear ? ["Mode = UpsampleMode.Bilinear"] : Array.Empty<string>(),
    ];
}

internal sealed record ChannelShuffleSpec(int Groups) : LayerSpec
{
    public override string Stem => "channel_shuffle";

    public override Extent? Output(Extent input) => !input.IsFeatures && input.Channels % Groups == 0 ? input : null;

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceChannelShuffle(this, name);

    public override IEnumerable<LayerSpec> Shrink() => Groups == 1 ? [] : [new ChannelShuffleSpec(1)];

    protected override IEnumerable<string> Arguments() => [$"{Groups}"];
}

/// <param name="Window">Of the convolution from the output to the input.</param>
internal sealed record ConvTranspose2dSpec(int OutChannels, Window Window, int Groups = 1, bool Bias = true) : LayerSpec
{
    public override string Stem => "conv_transpose";

    public override int? Outputs => OutChannels;

    public int OutputPaddingHeight { get; init; }

    public int OutputPaddingWidth { get; init; }

    public override Extent? Output(Extent input)
    {
        if (!input.IsImage || input.Channels % Groups != 0 || OutChannels % Groups != 0)
        {
            return null;
        }

        int height = ((input.Height - 1) * Window.StrideHeight) - (2 * Window.PaddingHeight)
            + (Window.DilationHeight * (Window.KernelHeight - 1)) + OutputPaddingHeight + 1;
        int width = ((input.Width - 1) * Window.StrideWidth) - (2 * Window.PaddingWidth)
            + (Window.DilationWidth * (Window.KernelWidth - 1)) + OutputPaddingWidth + 1;
        return height < 1 || width < 1 ? null : Extent.Image(OutChannels, height, width);
    }

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceConvTranspose2d(this, name, input);

    public override LayerSpec WithOutputs(int count) => this with { OutChannels = count };

    public override IEnumerable<LayerSpec> Shrink()
    {
        if (OutputPaddingHeight + OutputPaddingWidth > 0)
        {
            yield return this with { OutputPaddingHeight = 0, OutputPaddingWidth = 0 };
            yield break;
        }

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
        }
    }

    protected override IEnumerable<string> Arguments() =>
    [
        $"{OutChannels}", $"{Window.KernelHeight}", $"{Window.KernelWidth}",
        .. Window.Argument("Stride", Window.StrideHeight, Window.StrideWidth, 1),
        .. Window.Argument("Padding", Window.PaddingHeight, Window.PaddingWidth, 0),
        .. Window.Argument("Dilation", Window.DilationHeight, Window.DilationWidth, 1),
        .. Window.Argument("OutputPadding", OutputPaddingHeight, OutputPaddingWidth, 0),
        .. Groups == 1 ? Array.Empty<string>() : [$"Groups = {Groups}"],
        .. Bias ? Array.Empty<string>() : ["Bias = false"],
    ];
}
