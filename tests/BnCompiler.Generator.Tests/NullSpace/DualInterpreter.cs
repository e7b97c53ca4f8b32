using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Tests.Passes;

namespace BnCompiler.Generator.Tests.NullSpace;

/// <summary>
/// Walks a declared graph with textbook loops and batch statistics, in float64 with exact derivatives. It shares no code with the compiler but the declaration.
/// </summary>
internal sealed class DualInterpreter(Graph graph, DeclaredValues parameters)
{
    /// <summary>So small that it does not count, and large enough that nothing is divided by zero.</summary>
    private const double Epsilon = 1e-30;

    private readonly Dictionary<int, DualTensor> values = [];

    /// <summary>The value of every node for a batch of inputs drawn at random.</summary>
    public IReadOnlyDictionary<int, DualTensor> Run(int samples, Random random)
    {
        values.Clear();
        foreach (var node in graph.Nodes)
        {
            var output = new DualTensor(samples, node.Shape.Channels, node.Shape.Height, node.Shape.Width, parameters.Count);
            Compute(node, output, random);
            values.Add(node.Id, output);
        }

        return values;
    }

    private void Compute(Node node, DualTensor output, Random random)
    {
        switch (node.Layer)
        {
            case InputLayer:
                Draw(output, random);
                break;
            case LinearLayer:
                Convolve(node, output, new Window(1, 1, 1, 1, 0, 0, 1, 1), 1);
                break;
            case Conv2dLayer conv:
                Convolve(node, output, conv.Window, conv.Groups);
                break;
            case BatchNormLayer { Frozen: true }:
                NormalizeFrozen(node, output);
                break;
            case BatchNormLayer:
                Normalize(node, output, Range(output.Channels, channel => (0, output.Samples, channel, channel + 1)));
                break;
            case GroupNormLayer norm:
                int size = output.Channels / norm.NumGroups;
                Normalize(node, output, Range(output.Samples * norm.NumGroups, index =>
                    (index / norm.NumGroups, (index / norm.NumGroups) + 1, index % norm.NumGroups * size, ((index % norm.NumGroups) + 1) * size)));
                break;
            case ReLULayer:
                Map(node, output, x => (Math.Max(x, 0), x > 0 ? 1 : 0));
                break;
            case LeakyReLULayer leaky:
                Map(node, output, x => x > 0 ? (x, 1) : (leaky.NegativeSlope * x, leaky.NegativeSlope));
                break;
            case SigmoidLayer:
                Map(node, output, x => (1 / (1 + Math.Exp(-x)), 1 / (2 + Math.Exp(-x) + Math.Exp(x))));
                break;
            case TanhLayer:
                Map(node, output, x => (Math.Tanh(x), 1 - (Math.Tanh(x) * Math.Tanh(x))));
                break;
            case MaxPool2dLayer pool:
                Pool(node, output, pool.Window, isMaximum: true, countsPadding: false);
                break;
            case AvgPool2dLayer pool:
                Pool(node, output, pool.Window, isMaximum: false, pool.CountIncludePad);
                break;
            case GlobalMaxPool2dLayer:
                Pool(node, output, Whole(node), isMaximum: true, countsPadding: false);
                break;
            case GlobalAvgPool2dLayer:
                Pool(node, output, Whole(node), isMaximum: false, countsPadding: false);
                break;
            case FlattenLayer:
                Each(output, index => Input(node)[index].CopyTo(output[index]));
                break;
            case ChannelShuffleLayer shuffle:
                EachChannel(output, (sample, channel, position) =>
                    Input(node)[output.Index(sample, (channel % shuffle.Groups * (output.Channels / shuffle.Groups)) + (channel / shuffle.Groups), position)]
                        .CopyTo(output[output.Index(sample, channel, position)]));
                break;
            case UpsampleLayer { IsBilinear: false } upsample:
                EachChannel(output, (sample, channel, position) =>
                    Input(node).At(sample, channel, position / output.Width / upsample.ScaleHeight, position % output.Width / upsample.ScaleWidth)
                        .CopyTo(output[output.Index(sample, channel, position)]));
                break;
            case AddLayer:
                Each(output, index => AddAll(node, output[index], index));
                break;
            case ConcatLayer:
                Concatenate(node, output);
                break;
            case MultiplyLayer:
                Multiply(node, output);
                break;
            default:
                throw new NotSupportedException(node.Layer.Kind);
        }
    }

    private DualTensor Input(Node node, int input = 0) => values[node.Inputs[input]];

    /// <summary>Samples that differ in their means too, so that what is averaged over the image is as generic as what is not.</summary>
    private static void Draw(DualTensor output, Random random)
    {
        double mean = 0;
        EachChannel(output, (sample, channel, position) =>
        {
            mean = position == 0 ? 2 * DeclaredValues.Gaussian(random) : mean;
            output[output.Index(sample, channel, position)][0] = mean + DeclaredValues.Gaussian(random);
        });
    }

    private void Convolve(Node node, DualTensor output, Window window, int groups)
    {
        var input = Input(node);
        int weight = parameters.Offset(node, "weight");
        int bias = parameters.Offset(node, "bias");
        int inputs = input.Channels / groups;
        int outputs = output.Channels / groups;
        EachChannel(output, (sample, channel, position) =>
        {
            var target = output[output.Index(sample, channel, position)];
            if (bias >= 0)
            {
                DualTensor.AddParameter(target, parameters.Values[bias + channel], bias + channel);
            }

            foreach (var (tap, y, x) in Taps(window, position, output, input))
            {
                for (int source = 0; source < inputs; source++)
                {
                    int index = weight + (((channel * inputs) + source) * window.KernelHeight * window.KernelWidth) + tap;
                    DualTensor.AddProduct(target, input.At(sample, (channel / outputs * inputs) + source, y, x), parameters.Values[index], index);
                }
            }
        });
    }

    /// <summary>The positions of the image under a window, with the index of the tap.</summary>
    private static IEnumerable<(int Tap, int Y, int X)> Taps(Window window, int position, DualTensor output, DualTensor input) =>
        from ky in Enumerable.Range(0, window.KernelHeight)
        from kx in Enumerable.Range(0, window.KernelWidth)
        let y = (position / output.Width * window.StrideHeight) - window.PaddingHeight + (ky * window.DilationHeight)
        let x = (position % output.Width * window.StrideWidth) - window.PaddingWidth + (kx * window.DilationWidth)
        where y >= 0 && y < input.Height && x >= 0 && x < input.Width
        select ((ky * window.KernelWidth) + kx, y, x);

    private void Normalize(Node node, DualTensor output, IEnumerable<(int FirstSample, int EndSample, int FirstChannel, int EndChannel)> groups)
    {
        var input = Input(node);
        foreach (var (firstSample, endSample, firstChannel, endChannel) in groups)
        {
            int[] members = [..
                from sample in Enumerable.Range(firstSample, endSample - firstSample)
                from channel in Enumerable.Range(firstChannel, endChannel - firstChannel)
                from position in Enumerable.Range(0, input.Positions)
                select input.Index(sample, channel, position)];
            NormalizeGroup(input, output, members);
            foreach (int member in members)
            {
                Affine(node, output[member], member / input.Positions % input.Channels);
            }
        }
    }

    /// <summary>x̂ = (x − m)/s with constants.</summary>
    private void NormalizeFrozen(Node node, DualTensor output) => EachChannel(output, (sample, channel, position) =>
    {
        int index = output.Index(sample, channel, position);
        var (mean, deviation) = parameters.Statistics(node, channel);
        DualTensor.Apply(output[index], Input(node)[index], (Input(node)[index][0] - mean) / deviation, 1 / deviation);
        Affine(node, output[index], channel);
    });

    /// <summary>x̂ = (x − μ)/√(σ² + ε).</summary>
    private static void NormalizeGroup(DualTensor input, DualTensor output, int[] members)
    {
        double[] mean = new double[input[0].Length];
        double[] variance = new double[mean.Length];
        double[] scale = new double[mean.Length];
        double[] centred = new double[mean.Length];
        foreach (int member in members)
        {
            DualTensor.AddScaled(mean, input[member], 1.0 / members.Length);
        }

        foreach (int member in members)
        {
            Centre(member);
            centred.CopyTo(output[member]);
            DualTensor.AddScaled(variance, centred, centred[0] / members.Length);
            DualTensor.AddScaled(variance.AsSpan(1), centred.AsSpan(1), centred[0] / members.Length);
        }

        double root = Math.Sqrt(variance[0] + Epsilon);
        DualTensor.Apply(scale, variance, 1 / root, -0.5 / (root * root * root));
        foreach (int member in members)
        {
            Centre(member);
            output[member].Clear();
            DualTensor.AddProduct(output[member], centred, scale);
        }

        void Centre(int member)
        {
            input[member].CopyTo(centred);
            DualTensor.AddScaled(centred, mean, -1);
        }
    }

    /// <summary>y = γ·x̂ + β.</summary>
    private void Affine(Node node, Span<double> value, int channel)
    {
        int weight = parameters.Offset(node, "weight");
        int bias = parameters.Offset(node, "bias");
        if (weight >= 0)
        {
            double normalized = value[0];
            DualTensor.Apply(value, value, parameters.Values[weight + channel] * normalized, parameters.Values[weight + channel]);
            value[1 + weight + channel] += normalized;
        }

        if (bias >= 0)
        {
            DualTensor.AddParameter(value, parameters.Values[bias + channel], bias + channel);
        }
    }

    private void Map(Node node, DualTensor output, Func<double, (double Value, double Slope)> function) => Each(output, index =>
    {
        var (value, slope) = function(Input(node)[index][0]);
        DualTensor.Apply(output[index], Input(node)[index], value, slope);
    });

    private void Pool(Node node, DualTensor output, Window window, bool isMaximum, bool countsPadding)
    {
        var input = Input(node);
        EachChannel(output, (sample, channel, position) =>
        {
            var target = output[output.Index(sample, channel, position)];
            var taps = Taps(window, position, output, input).ToArray();
            if (isMaximum)
            {
                var (_, y, x) = taps.MaxBy(tap => input.At(sample, channel, tap.Y, tap.X)[0]);
                input.At(sample, channel, y, x).CopyTo(target);
                return;
            }

            double share = 1.0 / (countsPadding ? window.KernelHeight * window.KernelWidth : taps.Length);
            foreach (var (_, y, x) in taps)
            {
                DualTensor.AddScaled(target, input.At(sample, channel, y, x), share);
            }
        });
    }

    private static Window Whole(Node node) => new(node.InputShape.Height, node.InputShape.Width, 1, 1, 0, 0, 1, 1);

    private void AddAll(Node node, Span<double> target, int index)
    {
        for (int input = 0; input < node.Inputs.Length; input++)
        {
            DualTensor.AddScaled(target, Input(node, input)[index], 1);
        }
    }

    private void Concatenate(Node node, DualTensor output)
    {
        int first = 0;
        for (int place = 0; place < node.Inputs.Length; place++)
        {
            var input = Input(node, place);
            EachChannel(input, (sample, channel, position) =>
                input[input.Index(sample, channel, position)].CopyTo(output[output.Index(sample, first + channel, position)]));
            first += input.Channels;
        }
    }

    /// <summary>Two factors, of which one may have a single position.</summary>
    private void Multiply(Node node, DualTensor output) => EachChannel(output, (sample, channel, position) =>
    {
        var (x, y) = (Input(node, 0), Input(node, 1));
        DualTensor.AddProduct(
            output[output.Index(sample, channel, position)],
            x[x.Index(sample, channel, position % x.Positions)],
            y[y.Index(sample, channel, position % y.Positions)]);
    });

    private static IEnumerable<T> Range<T>(int count, Func<int, T> item) => Enumerable.Range(0, count).Select(item);

    private static void Each(DualTensor tensor, Action<int> action)
    {
        for (int index = 0; index < tensor.Count; index++)
        {
            action(index);
        }
    }

    private static void EachChannel(DualTensor tensor, Action<int, int, int> action) => Each(tensor, index =>
        action(index / tensor.Positions / tensor.Channels, index / tensor.Positions % tensor.Channels, index % tensor.Positions));
}
