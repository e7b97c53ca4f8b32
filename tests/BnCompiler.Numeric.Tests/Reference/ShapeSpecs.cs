namespace BnCompiler.Numeric.Tests.Reference;

internal sealed record MaxPool2dSpec(Window Window) : LayerSpec
{
    public override string Stem => "maxpool";

    public override Extent? Output(Extent input) => PoolingArguments.Output(input, Window);

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceMaxPool2d(this, name);

    public override IEnumerable<LayerSpec> Shrink() => Window.Shrink().Select(window => this with { Window = window });

    protected override IEnumerable<string> Arguments() => PoolingArguments.Render(Window);
}

internal sealed record AvgPool2dSpec(Window Window, bool CountIncludePad = true) : LayerSpec
{
    public override string Stem => "avgpool";

    public override Extent? Output(Extent input) => PoolingArguments.Output(input, Window);

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceAvgPool2d(this, name);

    public override IEnumerable<LayerSpec> Shrink() => Window.Shrink().Select(window => this with { Window = window });

    protected override IEnumerable<string> Arguments() =>
        PoolingArguments.Render(Window).Concat(CountIncludePad ? [] : ["CountIncludePad = false"]);
}

internal sealed record GlobalAvgPool2dSpec : LayerSpec
{
    public override string Stem => "global_avgpool";

    public override Extent? Output(Extent input) => input.IsImage ? Extent.Image(input.Channels, 1, 1) : null;

    public override ReferenceLayer Build(string name, Extent input) =>
        new ReferenceAvgPool2d(new AvgPool2dSpec(new Window(input.Height, input.Width)), name);
}

internal sealed record FlattenSpec : LayerSpec
{
    public override string Stem => "flatten";

    public override Extent? Output(Extent input) => input.IsFeatures ? null : Extent.Features(input.Length);

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceFlatten(name);
}

/// <param name="P">Only 0 can be compared in training: the reference knows no masks.</param>
internal sealed record DropoutSpec(double P = 0) : LayerSpec
{
    public override string Stem => "dropout";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceIdentity(name);

    public override IEnumerable<LayerSpec> Shrink() => P == 0 ? [] : [new DropoutSpec()];

    protected override IEnumerable<string> Arguments() => [Text(P)];
}
