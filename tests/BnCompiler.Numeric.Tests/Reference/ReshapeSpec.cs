namespace BnCompiler.Numeric.Tests.Reference;

/// <param name="Target">The shape of the output.</param>
internal sealed record ReshapeSpec(Extent Target) : LayerSpec
{
    /// <summary>Which of the sizes is written as −1, if any.</summary>
    public int? Open { get; init; }

    public override string Stem => "reshape";

    public override Extent? Output(Extent input) => input.Length == Target.Length ? Target : null;

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceReshape(name, Target);

    protected override IEnumerable<string> Arguments() =>
        Target.ToString().Split(", ").Select((size, index) => index == Open ? "-1" : size);
}

/// <summary>The values stay in their order.</summary>
internal sealed class ReferenceReshape(string name, Extent target) : ReferenceLayer(name)
{
    private Volume shape = new(0, 0, 0, 0);

    public override Volume Forward(Volume input, bool training)
    {
        shape = input;
        return input.Reshaped(target.Channels, target.Height, target.Width);
    }

    public override Volume Backward(Volume gradient) => gradient.Reshaped(shape.Channels, shape.Height, shape.Width);
}
