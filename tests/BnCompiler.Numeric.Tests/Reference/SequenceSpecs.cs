namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>A convolution along a sequence.</summary>
internal sealed record Conv1dSpec(int OutChannels, int Kernel, int Groups = 1, bool Bias = true) : LayerSpec
{
    public int Stride { get; init; } = 1;

    public int Padding { get; init; }

    public int Dilation { get; init; } = 1;

    public override string Stem => "conv";

    private Window Window => new(1, Kernel) { StrideWidth = Stride, PaddingWidth = Padding, DilationWidth = Dilation };

    public override Extent? Output(Extent input) =>
        input.IsSequence && input.Channels % Groups == 0 && OutChannels % Groups == 0 && Window.Output(input) is var (_, length)
            ? Extent.Sequence(OutChannels, length)
            : null;

    public override ReferenceLayer Build(string name, Extent input) =>
        new ReferenceConv2d(new Conv2dSpec(OutChannels, Window, Groups, Bias), name, input, isSequence: true);

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
