namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>One layer with its parameters in float64, forward and backward by the textbook.</summary>
internal abstract class ReferenceLayer(string name)
{
    public string Name { get; } = name;

    public virtual IReadOnlyList<ReferenceParameter> Parameters => [];

    /// <summary>Itself, or the layers of a block.</summary>
    public virtual IEnumerable<ReferenceLayer> Innermost => [this];

    /// <summary>Keeps what <see cref="Backward"/> needs.</summary>
    public abstract Volume Forward(Volume input, bool training);

    /// <summary>From ∂L/∂output to ∂L/∂input; sets the gradients of the parameters.</summary>
    public abstract Volume Backward(Volume gradient);

    /// <summary>The forward pass of a layer of several inputs.</summary>
    public virtual Volume Forward(Volume[] inputs, bool training) => Forward(inputs[0], training);

    /// <summary>From ∂L/∂output to ∂L/∂input for every input.</summary>
    public virtual Volume[] BackwardToAll(Volume gradient) => [Backward(gradient)];
}

/// <summary>A parameter or running statistic. Its values are float32 numbers until a step changes them.</summary>
internal sealed class ReferenceParameter(string name, bool isTrainable, params int[] shape)
{
    public string Name { get; } = name;

    public bool IsTrainable { get; } = isTrainable;

    public int[] Shape { get; } = shape;

    public int Length => Values.Length;

    public double[] Values { get; } = new double[shape.Aggregate(1, (product, size) => product * size)];

    /// <summary>Bound on the rounding in a float32 computation of the values; only running statistics have one.</summary>
    public double[] Errors { get; } = new double[shape.Aggregate(1, (product, size) => product * size)];

    public double[] Gradient { get; } = new double[shape.Aggregate(1, (product, size) => product * size)];

    public double[] GradientErrors { get; } = new double[shape.Aggregate(1, (product, size) => product * size)];

    public float[] ToSingle() => [.. Values.Select(value => (float)value)];
}

/// <summary>Dropout with p = 0, and every Dropout at inference.</summary>
internal sealed class ReferenceIdentity(string name) : ReferenceLayer(name)
{
    public override Volume Forward(Volume input, bool training) => input;

    public override Volume Backward(Volume gradient) => gradient;
}

internal sealed class ReferenceFlatten(string name) : ReferenceLayer(name)
{
    private Volume shape = new(0, 0, 0, 0);

    public override Volume Forward(Volume input, bool training)
    {
        shape = input;
        return input.Reshaped(input.Features, 1, 1);
    }

    public override Volume Backward(Volume gradient) => gradient.Reshaped(shape.Channels, shape.Height, shape.Width);
}
