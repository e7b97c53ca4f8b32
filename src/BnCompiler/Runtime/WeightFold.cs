using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BnCompiler.Runtime;

/// <summary>
/// Multiplies the BatchNorms around a layer into its weights, in double, and rounds once:
/// y = s·(W·(p·x + q) + b) + t = (s·W·p)·x + s·(b + W·q) + t.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public sealed class WeightFold
{
    private readonly ReadOnlyMemory<float> _weight;
    private readonly double[] _bias;
    private readonly double[] _outputScale;
    private readonly double[] _outputShift;
    private readonly double[] _inputScale;
    private readonly double[] _inputShift;
    private readonly int _inputsPerGroup;
    private readonly int _outputsPerGroup;
    private readonly int _taps;
    private readonly bool _inputsFirst;
    private bool _isPreceded;

    /// <param name="weight">PyTorch's layout <c>[outputs, inputs / groups, taps]</c>, or <c>[inputs, outputs / groups, taps]</c>; read when the result is asked for.</param>
    /// <param name="bias">One value per output, or empty.</param>
    /// <param name="outputs">Number of output channels.</param>
    /// <param name="inputs">Number of input channels of all groups.</param>
    /// <param name="groups">Number of groups.</param>
    /// <param name="inputsFirst">Whether the first axis is the inputs: the weight of a transposed convolution.</param>
    public WeightFold(ReadOnlyMemory<float> weight, ReadOnlySpan<float> bias, int outputs, int inputs, int groups, bool inputsFirst = false)
    {
        _weight = weight;
        _inputsFirst = inputsFirst;
        _inputsPerGroup = inputs / groups;
        _outputsPerGroup = outputs / groups;
        _taps = weight.Length / (outputs * _inputsPerGroup);
        _bias = new double[outputs];
        _outputScale = Filled(outputs, 1);
        _outputShift = new double[outputs];
        _inputScale = Filled(inputs, 1);
        _inputShift = new double[inputs];
        for (int output = 0; output < bias.Length; output++)
        {
            _bias[output] = bias[output];
        }
    }

    /// <summary>The weights of a layer, and its bias where it stores one.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="layer">The layer's name: <c>conv1</c>.</param>
    /// <param name="outputs">Number of output channels.</param>
    /// <param name="inputs">Number of input channels of all groups.</param>
    /// <param name="groups">Number of groups.</param>
    /// <param name="inputsFirst">Whether the first axis is the inputs: the weight of a transposed convolution.</param>
    public static WeightFold Of(ParameterSet parameters, string layer, int outputs, int inputs, int groups, bool inputsFirst = false)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new WeightFold(parameters[layer + ".weight"].Memory, parameters.ValuesOrNone(layer + ".bias"), outputs, inputs, groups, inputsFirst);
    }

    /// <summary>Adds a BatchNorm behind what has been folded so far.</summary>
    /// <param name="affine">Scale and shift per channel.</param>
    /// <param name="firstChannel">The BatchNorm's channel of the first output: outputs may be a slice of what it normalises.</param>
    /// <param name="shifts">Whether its shift is added; where several layers are summed in front of it, one of them does.</param>
    public WeightFold FollowedBy(BatchNormAffine affine, int firstChannel = 0, bool shifts = true)
    {
        for (int output = 0; output < _outputScale.Length; output++)
        {
            double scale = affine.Scale[firstChannel + output];
            _outputScale[output] *= scale;
            _outputShift[output] = (scale * _outputShift[output]) + (shifts ? affine.Shift[firstChannel + output] : 0);
        }

        return this;
    }

    /// <summary>Adds a BatchNorm in front of what has been folded so far.</summary>
    /// <param name="affine">Scale and shift per channel.</param>
    /// <param name="repeats">Inputs per channel: the positions of an image that was flattened between.</param>
    public WeightFold PrecededBy(BatchNormAffine affine, int repeats = 1)
    {
        _isPreceded = true;
        for (int input = 0; input < _inputScale.Length; input++)
        {
            _inputShift[input] = (_inputScale[input] * affine.Shift[input / repeats]) + _inputShift[input];
            _inputScale[input] *= affine.Scale[input / repeats];
        }

        return this;
    }

    /// <summary>The folded weights, in PyTorch's layout.</summary>
    public ReadOnlySpan<float> Weight()
    {
        float[] folded = GC.AllocateUninitializedArray<float>(_weight.Length);

        // What has one factor: all inputs of an output, or else the taps of one pair of channels.
        int length = _isPreceded || _inputsFirst ? _taps : _inputsPerGroup * _taps;
        for (int index = 0; index < folded.Length; index += length)
        {
            var (output, input) = ChannelsOf(index);
            Scale(_weight.Span.Slice(index, length), _outputScale[output], _inputScale[input], folded.AsSpan(index, length));
        }

        return folded;
    }

    /// <summary>The first folded weight, for a packing method.</summary>
    public ref readonly float WeightReference() => ref MemoryMarshal.GetReference(Weight());

    /// <summary>Writes the folded bias to the first elements of <paramref name="destination"/>.</summary>
    public void WriteBias(Span<float> destination)
    {
        double[] shifts = ShiftOfTaps();
        for (int output = 0; output < _bias.Length; output++)
        {
            double sum = _bias[output];
            foreach (double shift in shifts.AsSpan(output * _taps, _taps))
            {
                sum += shift;
            }

            destination[output] = Followed(output, sum);
        }
    }

    /// <summary>Writes a folded bias for every position, b'(y, x) = s·(b + Σ taps inside the image W·q) + t: what is in front does not reach the zeros around the image.</summary>
    /// <param name="destination">Receives the biases in the order that <paramref name="border"/> gives.</param>
    /// <param name="border">Which taps lie inside the image.</param>
    public void WriteBias(Span<float> destination, ConvolutionBorder border)
    {
        double[] shifts = ShiftOfTaps();
        float[] biases = new float[destination.Length];
        border.EachPosition((at, inside) =>
        {
            for (int output = 0; output < _bias.Length; output++)
            {
                double sum = _bias[output];
                for (int tap = 0; tap < inside.Length; tap++)
                {
                    sum += inside[tap] ? shifts[(output * _taps) + tap] : 0;
                }

                biases[at + output] = Followed(output, sum);
            }
        });
        biases.CopyTo(destination);
    }

    private float Followed(int output, double sum) => (float)((_outputScale[output] * sum) + _outputShift[output]);

    /// <summary>Σ inputs W·q for every output and tap.</summary>
    private double[] ShiftOfTaps()
    {
        var shifts = new double[_bias.Length * _taps];
        ReadOnlySpan<float> weight = _weight.Span;
        for (int index = 0; _isPreceded && index < weight.Length; index += _taps)
        {
            var (output, input) = ChannelsOf(index);
            for (int tap = 0; tap < _taps; tap++)
            {
                shifts[(output * _taps) + tap] += weight[index + tap] * _inputShift[input];
            }
        }

        return shifts;
    }

    /// <summary>(output·w)·input in double, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(ReadOnlySpan<float> weight, double output, double input, Span<float> destination)
    {
        int index = 0;
        for (; index <= weight.Length - Vector256<float>.Count; index += Vector256<float>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(weight), (nuint)index));
            Vector256.Narrow(low * output * input, high * output * input).StoreUnsafe(ref MemoryMarshal.GetReference(destination), (nuint)index);
        }

        for (; index < weight.Length; index++)
        {
            destination[index] = (float)(output * weight[index] * input);
        }
    }

    /// <summary>The channels of a weight.</summary>
    private (int Output, int Input) ChannelsOf(int index)
    {
        int firstPerGroup = _inputsFirst ? _inputsPerGroup : _outputsPerGroup;
        int secondPerGroup = _inputsFirst ? _outputsPerGroup : _inputsPerGroup;
        int first = index / (secondPerGroup * _taps);
        int second = (first / firstPerGroup * secondPerGroup) + (index / _taps % secondPerGroup);
        return _inputsFirst ? (second, first) : (first, second);
    }

    private static double[] Filled(int length, double value)
    {
        var filled = new double[length];
        filled.AsSpan().Fill(value);
        return filled;
    }
}
