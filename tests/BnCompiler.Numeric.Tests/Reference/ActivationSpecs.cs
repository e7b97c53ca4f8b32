namespace BnCompiler.Numeric.Tests.Reference;

internal sealed record ReLUSpec : LayerSpec
{
    public override string Stem => "relu";

    public override ReferenceLayer Build(string name, Extent input) => ReferenceActivation.LeakyReLU(name, 0);
}

internal sealed record LeakyReLUSpec(double NegativeSlope = 0.01) : LayerSpec
{
    public override string Stem => "leaky_relu";

    public override ReferenceLayer Build(string name, Extent input) => ReferenceActivation.LeakyReLU(name, NegativeSlope);

    protected override IEnumerable<string> Arguments() => NegativeSlope == 0.01 ? [] : [$"NegativeSlope = {Text(NegativeSlope)}"];
}

internal sealed record SigmoidSpec : LayerSpec
{
    public override string Stem => "sigmoid";

    public override ReferenceLayer Build(string name, Extent input) => ReferenceActivation.Sigmoid(name);
}

internal sealed record TanhSpec : LayerSpec
{
    public override string Stem => "tanh";

    public override ReferenceLayer Build(string name, Extent input) => ReferenceActivation.Tanh(name);
}

internal sealed record SoftmaxSpec : LayerSpec
{
    public override string Stem => "softmax";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceSoftmax(name);
}
