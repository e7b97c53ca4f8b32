namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>y[n, o, p] = b[o] + Σ over the group's channels i and the taps k of W[o, i, k]·x[n, i, p·stride − padding + k·dilation].</summary>
internal sealed class ReferenceConv2d : ReferenceLayer
{
    private readonly Conv2dSpec spec;
    private readonly int groupInputs;
    private readonly int groupOutputs;
    private readonly int taps;
    private readonly bool isSequence;
    private readonly ReferenceParameter weight;
    private readonly ReferenceParameter? bias;
    private Volume input = new(0, 0, 0, 0);

    public ReferenceConv2d(Conv2dSpec spec, string name, Extent input, bool isSequence = false)
        : base(name)
    {
        this.spec = spec;
        this.isSequence = isSequence;
        groupInputs = input.Channels / spec.Groups;
        groupOutputs = spec.OutChannels / spec.Groups;
        taps = spec.Window.KernelHeight * spec.Window.KernelWidth;
        int[] kernel = isSequence ? [spec.Window.KernelWidth] : [spec.Window.KernelHeight, spec.Window.KernelWidth];
        weight = new ReferenceParameter($"{name}.weight", true, [spec.OutChannels, groupInputs, .. kernel]);
        bias = spec.Bias ? new ReferenceParameter($"{name}.bias", true, spec.OutChannels) : null;
    }

    /// <summary>Whether the network may do it with fewer products and more rounding.</summary>
    public bool AllowsWinograd { get; set; } = true;

    public override IReadOnlyList<ReferenceParameter> Parameters => bias is null ? [weight] : [weight, bias];

    public override Volume Forward(Volume input, bool training)
    {
        this.input = input;
        var (height, width) = spec.Window.Output(Extent.Image(input.Channels, input.Height, input.Width))!.Value;
        var output = new Volume(input.Samples, spec.OutChannels, height, width);
        foreach (var (n, o, y, x) in Positions(output))
        {
            var sum = default(ProductSum);
            foreach (var (w, from) in Taps(n, o, y, x))
            {
                for (int i = 0; i < groupInputs; i++)
                {
                    int at = from + (i * input.Positions);
                    sum.Add(weight.Values[w + (i * taps)], input.Values[at], input.Errors[at], input.Magnitudes[at]);
                }
            }

            if (bias is not null)
            {
                sum.Add(1, bias.Values[o], 0, 0);
            }

            sum.Store(output, output[n, o, y, x]);
        }

        if (MayBeWinograd)
        {
            WinogradRounding.Add(output, input, weight.Values);
        }

        return output;
    }

    public override Volume Backward(Volume gradient)
    {
        var inputs = new ProductSum[input.Values.Length];
        var weights = new CorrelationSum[weight.Length];
        foreach (var (n, o, y, x) in Positions(gradient))
        {
            double value = gradient.Values[gradient[n, o, y, x]];
            double error = gradient.Errors[gradient[n, o, y, x]];
            foreach (var (w, from) in Taps(n, o, y, x))
            {
                for (int i = 0; i < groupInputs; i++)
                {
                    int at = from + (i * input.Positions);
                    inputs[at].Add(weight.Values[w + (i * taps)], value, error, 0);
                    weights[w + (i * taps)].Add(value, error, input.Values[at], input.Errors[at]);
                }
            }
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

        if (MayBeWinograd)
        {
            WinogradRounding.AddToWeights(weight.GradientErrors, input, gradient, spec.Window);
            WinogradRounding.AddToInputs(result, gradient, weight.Values);
        }

        return result;
    }

    private bool MayBeWinograd => AllowsWinograd && !isSequence && WinogradRounding.MayApply(spec, input.Channels);

    private static IEnumerable<(int N, int O, int Y, int X)> Positions(Volume volume)
    {
        for (int n = 0; n < volume.Samples; n++)
        {
            for (int o = 0; o < volume.Channels; o++)
            {
                for (int y = 0; y < volume.Height; y++)
                {
                    for (int x = 0; x < volume.Width; x++)
                    {
                        yield return (n, o, y, x);
                    }
                }
            }
        }
    }

    /// <summary>The taps of one output: the weight and the input of the group's first channel.</summary>
    private IEnumerable<(int Weight, int Input)> Taps(int n, int o, int outY, int outX)
    {
        int firstInput = o / groupOutputs * groupInputs;
        foreach (var (tap, y, x) in spec.Window.Taps(outY, outX, input.Height, input.Width))
        {
            yield return ((o * groupInputs * taps) + tap, input[n, firstInput, y, x]);
        }
    }
}
