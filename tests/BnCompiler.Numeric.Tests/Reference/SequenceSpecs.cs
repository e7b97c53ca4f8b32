namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>A convolution along a sequence.</summary>
internal sealed record Conv1dSpec(int OutChannels, int Kernel, int Groups = 1, bool Bias = true) : LayerSpec
{
    public int Stride { get; init; } = 1;

    public int Padding { get; init; }

    public int Dilation { get; init; } = 1;

    public override string Stem => "conv1d_";

    public override int? Outputs => OutChannels;

    private Window Window => new(1, Kernel) { StrideWidth = Stride, PaddingWidth = Padding, DilationWidth = Dilation };

    public override Extent? Output(Extent input) =>
        input.IsSequence && input.Channels % Groups == 0 && OutChannels % Groups == 0 && Window.Output(input) is var (_, length)
            ? Extent.Sequence(OutChannels, length)
            : null;

    public override ReferenceLayer Build(string name, Extent input) =>
        new ReferenceConv2d(new Conv2dSpec(OutChannels, Window, Groups, Bias), name, input, isSequence: true);

    public override LayerSpec WithOutputs(int count) => this with { OutChannels = count };

    public override IEnumerable<LayerSpec> Shrink()
    {
        if ((Stride, Padding, Dilation) != (1, 0, 1))
        {
            yield return this with { Stride = 1, Padding = 0, Dilation = 1 };
        }

        if (Groups > 1)
        {
            yield return this with { Groups = 1 };
        }

        if (OutChannels > 1 || Kernel > 1)
        {
            yield return this with { OutChannels = 1, Kernel = 1, Groups = 1, Padding = 0 };
        }
    }

    protected override IEnumerable<string> Arguments() =>
    [
        $"{OutChannels}", $"{Kernel}",
        .. Stride == 1 ? Array.Empty<string>() : [$"Stride = {Stride}"],
        .. Padding == 0 ? Array.Empty<string>() : [$"Padding = {Padding}"],
        .. Dilation == 1 ? Array.Empty<string>() : [$"Dilation = {Dilation}"],
        .. Groups == 1 ? Array.Empty<string>() : [$"Groups = {Groups}"],
        .. Bias ? Array.Empty<string>() : ["Bias = false"],
    ];
}

/// <summary>What pools along a sequence have in common: the window of an image of one row.</summary>
internal abstract record SequencePoolSpec(int Kernel) : LayerSpec
{
    public int Stride { get; init; } = 1;

    public int Padding { get; init; }

    public bool CeilMode { get; init; }

    public int Dilation { get; init; } = 1;

    protected Window Window => new(1, Kernel) { StrideWidth = Stride, PaddingWidth = Padding, DilationWidth = Dilation, CeilMode = CeilMode };

    public override Extent? Output(Extent input) =>
        input.IsSequence && Padding * 2 <= Kernel && Window.Output(input) is var (_, length) ? Extent.Sequence(input.Channels, length) : null;

    public override IEnumerable<LayerSpec> Shrink() => (Stride, Padding, CeilMode, Dilation) == (1, 0, false, 1) ? [] : [this with { Stride = 1, Padding = 0, CeilMode = false, Dilation = 1 }];

    protected override IEnumerable<string> Arguments() =>
    [
        $"{Kernel}",
        .. Stride == Kernel ? Array.Empty<string>() : [$"Stride = {Stride}"],
        .. Padding == 0 ? Array.Empty<string>() : [$"Padding = {Padding}"],
        .. Dilation == 1 ? Array.Empty<string>() : [$"Dilation = {Dilation}"],
        .. CeilMode ? ["CeilMode = true"] : Array.Empty<string>(),
    ];
}

internal sealed record MaxPool1dSpec(int Kernel) : SequencePoolSpec(Kernel)
{
    public override string Stem => "maxpool1d_";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceMaxPool2d(new MaxPool2dSpec(Window), name);
}

internal sealed record AvgPool1dSpec(int Kernel, bool CountIncludePad = true) : SequencePoolSpec(Kernel)
{
    public override string Stem => "avgpool1d_";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceAvgPool2d(new AvgPool2dSpec(Window, CountIncludePad), name);

    protected override IEnumerable<string> Arguments() => base.Arguments().Concat(CountIncludePad ? [] : ["CountIncludePad = false"]);
}

internal sealed record AdaptiveAvgPool1dSpec(int Length) : LayerSpec
{
    public override string Stem => "adaptive_avgpool1d_";

    public override Extent? Output(Extent input) => input.IsSequence ? Extent.Sequence(input.Channels, Length) : null;

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceAdaptiveAvgPool2d(new AdaptiveAvgPool2dSpec(1, Length), name);

    public override IEnumerable<LayerSpec> Shrink() => Length == 1 ? [] : [new AdaptiveAvgPool1dSpec(1)];

    protected override IEnumerable<string> Arguments() => [$"{Length}"];
}
