namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>Every x[n, i, p] adds x·W[i, o, k] to y[n, o, p·stride − padding + k·dilation] for the outputs o of its group; then the bias.</summary>
internal sealed class ReferenceConvTranspose2d : ReferenceLayer
{
    private readonly ConvTranspose2dSpec spec;
    private readonly int groupInputs;
    private readonly int groupOutputs;
    private readonly ReferenceParameter weight;
    private readonly ReferenceParameter? bias;
    private Volume input = new(0, 0, 0, 0);

    public ReferenceConvTranspose2d(ConvTranspose2dSpec spec, string name, Extent input)
        : base(name)
    {
        this.spec = spec;
        groupInputs = input.Channels / spec.Groups;
        groupOutputs = spec.OutChannels / spec.Groups;
        weight = new ReferenceParameter($"{name}.weight", true, input.Channels, groupOutputs, spec.Window.KernelHeight, spec.Window.KernelWidth);
        bias = spec.Bias ? new ReferenceParameter($"{name}.bias", true, spec.OutChannels) : null;
    }

    public override IReadOnlyList<ReferenceParameter> Parameters => bias is null ? [weight] : [weight, bias];

    public override Volume Forward(Volume input, bool training)
    {
        this.input = input;
        var extent = spec.Output(Extent.Image(input.Channels, input.Height, input.Width))!.Value;
        var output = new Volume(input.Samples, extent.Channels, extent.Height, extent.Width);
        var sums = new ProductSum[output.Values.Length];
        foreach (var (from, w, to) in Connections(output))
        {
            sums[to].Add(weight.Values[w], input.Values[from], input.Errors[from], input.Magnitudes[from]);
        }

        for (int at = 0; at < sums.Length; at++)
        {
            if (bias is not null)
            {
                sums[at].Add(1, bias.Values[at / output.Positions % output.Channels], 0, 0);
            }

            sums[at].Store(output, at);
        }

        return output;
    }

    public override Volume Backward(Volume gradient)
    {
        var inputs = new ProductSum[input.Values.Length];
        var weights = new CorrelationSum[weight.Length];
        foreach (var (from, w, to) in Connections(gradient))
        {
            inputs[from].Add(weight.Values[w], gradient.Values[to], gradient.Errors[to], 0);
            weights[w].Add(gradient.Values[to], gradient.Errors[to], input.Values[from], input.Errors[from]);
        }

        for (int w = 0; w < weights.Length; w++)
        {
            weight.Gradient[w] = weights[w].Value;
            weight.GradientErrors[w] = weights[w].Error;
        }

        if (bias is not null)
        {
            ReferenceBias.Backward(bias, gradient);
        }

        var result = input.Like();
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i].Store(result, i);
        }

        return result;
    }

    /// <summary>Every product: input, weight, output.</summary>
    private IEnumerable<(int Input, int Weight, int Output)> Connections(Volume output) =>
        from n in Enumerable.Range(0, input.Samples)
        from i in Enumerable.Range(0, input.Channels)
        from y in Enumerable.Range(0, input.Height)
        from x in Enumerable.Range(0, input.Width)
        from o in Enumerable.Range(0, groupOutputs)
        from ky in Enumerable.Range(0, spec.Window.KernelHeight)
        from kx in Enumerable.Range(0, spec.Window.KernelWidth)
        let outY = (y * spec.Window.StrideHeight) - spec.Window.PaddingHeight + (ky * spec.Window.DilationHeight)
        let outX = (x * spec.Window.StrideWidth) - spec.Window.PaddingWidth + (kx * spec.Window.DilationWidth)
        where outY >= 0 && outY < output.Height && outX >= 0 && outX < output.Width
        select (
            input[n, i, y, x],
            (((((i * groupOutputs) + o) * spec.Window.KernelHeight) + ky) * spec.Window.KernelWidth) + kx,
            output[n, (i / groupInputs * groupOutputs) + o, outY, outX]);
}
