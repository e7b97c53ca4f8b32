namespace BnCompiler.Numeric.Tests.Reference;

internal sealed record ReLUSpec : LayerSpec
{
    public override string Stem => "relu";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceActivation(name, Elementwise.LeakyReLU(0));
}

internal sealed record LeakyReLUSpec(double NegativeSlope = 0.01) : LayerSpec
{
    public override string Stem => "leaky_relu";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceActivation(name, Elementwise.LeakyReLU(NegativeSlope));

    protected override IEnumerable<string> Arguments() => NegativeSlope == 0.01 ? [] : [$"NegativeSlope = {Text(NegativeSlope)}"];
}

/// <summary>One slope for all channels, or one each.</summary>
internal sealed record PReLUSpec(int NumParameters = 1) : LayerSpec
{
    public override string Stem => "prelu";

    public override Extent? Output(Extent input) => NumParameters == 1 || NumParameters == input.Channels ? input : null;

    public override ReferenceLayer Build(string name, Extent input) => new ReferencePReLU(name, NumParameters);

    public override IEnumerable<LayerSpec> Shrink() => NumParameters == 1 ? [] : [new PReLUSpec()];

    protected override IEnumerable<string> Arguments() => NumParameters == 1 ? [] : [$"NumParameters = {NumParameters}"];
}

internal sealed record SigmoidSpec : LayerSpec
{
    public override string Stem => "sigmoid";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceActivation(name, Elementwise.Sigmoid);
}

internal sealed record TanhSpec : LayerSpec
{
    public override string Stem => "tanh";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceActivation(name, Elementwise.Tanh);
}

internal sealed record SoftmaxSpec : LayerSpec
{
    public override string Stem => "softmax";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceSoftmax(name);
}

internal sealed record ReLU6Spec : LayerSpec
{
    public override string Stem => "relu_six";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceActivation(name, Elementwise.Clamp(0, 6));
}

internal sealed record ELUSpec(double Alpha = 1) : LayerSpec
{
    public override string Stem => "elu";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceActivation(name, Elementwise.ELU(Alpha));

    protected override IEnumerable<string> Arguments() => Alpha == 1 ? [] : [$"Alpha = {Text(Alpha)}"];
}

internal sealed record GELUSpec(string Approximate = "none") : LayerSpec
{
    public override string Stem => "gelu";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceActivation(name, Approximate == "tanh" ? Elementwise.GELUTanh : Elementwise.GELU);

    protected override IEnumerable<string> Arguments() => Approximate == "none" ? [] : [$"Approximate = \"{Approximate}\""];
}

internal sealed record SiLUSpec : LayerSpec
{
    public override string Stem => "silu";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceActivation(name, Elementwise.SiLU);
}

internal sealed record HardSwishSpec : LayerSpec
{
    public override string Stem => "hard_swish";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceActivation(name, Elementwise.HardSwish);
}

internal sealed record HardSigmoidSpec : LayerSpec
{
    public override string Stem => "hard_sigmoid";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceActivation(name, Elementwise.HardSigmoid);
}

internal sealed record ClampSpec(double Min, double Max) : LayerSpec
{
    public override string Stem => "clamp";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceActivation(name, Elementwise.Clamp(Min, Max));

    protected override IEnumerable<string> Arguments() => [Text(Min), Text(Max)];
}

internal sealed record LogSoftmaxSpec : LayerSpec
{
    public override string Stem => "log_softmax";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceLogSoftmax(name);
}
