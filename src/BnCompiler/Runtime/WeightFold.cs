using System.ComponentModel;
using System.Runtime.InteropServices;

namespace BnCompiler.Runtime;

/// <summary>
/// Multiplies the BatchNorms around a layer into its weights, in double, and rounds once:
/// y = s·(W·(p·x + q) + b) + t = (s·W·p)·x + s·(b + W·q) + t.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public sealed class WeightFold
{
    private readonly float[] weight;
    private readonly double[] bias;
    private readonly double[] outputScale;
    private readonly double[] outputShift;
    private readonly double[] inputScale;
    private readonly double[] inputShift;
    private readonly int inputsPerGroup;
    private readonly int outputsPerGroup;
    private readonly int taps;

    /// <param name="weight">PyTorch's layout <c>[outputs, inputs / groups, taps]</c>.</param>
    /// <param name="bias">One value per output, or empty.</param>
    /// <param name="outputs">Number of output channels.</param>
    /// <param name="inputs">Number of input channels of all groups.</param>
    /// <param name="groups">Number of groups.</param>
    public WeightFold(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int inputs, int groups)
    {
        this.weight = weight.ToArray();
        inputsPerGroup = inputs / groups;
        outputsPerGroup = outputs / groups;
        taps = weight.Length / (outputs * inputsPerGroup);
        this.bias = new double[outputs];
        outputScale = Filled(outputs, 1);
        outputShift = new double[outputs];
        inputScale = Filled(inputs, 1);
        inputShift = new double[inputs];
        for (int output = 0; output < bias.Length; output++)
        {
            this.bias[output] = bias[output];
        }
    }

    /// <summary>Adds a BatchNorm behind what has been folded so far.</summary>
    public WeightFold FollowedBy(BatchNormAffine affine)
    {
        for (int output = 0; output < outputScale.Length; output++)
        {
            outputScale[output] *= affine.Scale[output];
            outputShift[output] = (affine.Scale[output] * outputShift[output]) + affine.Shift[output];
        }

        return this;
    }

    /// <summary>Adds a BatchNorm in front of what has been folded so far.</summary>
    /// <param name="affine">Scale and shift per channel.</param>
    /// <param name="repeats">Inputs per channel: the positions of an image that was flattened between.</param>
    public WeightFold PrecededBy(BatchNormAffine affine, int repeats = 1)
    {
        for (int input = 0; input < inputScale.Length; input++)
        {
            inputShift[input] = (inputScale[input] * affine.Shift[input / repeats]) + inputShift[input];
            inputScale[input] *= affine.Scale[input / repeats];
        }

        return this;
    }

    /// <summary>The folded weights, in PyTorch's layout.</summary>
    public ReadOnlySpan<float> Weight()
    {
        var folded = new float[weight.Length];
        for (int index = 0; index < folded.Length; index++)
        {
            var (output, input) = ChannelsOf(index);
            folded[index] = (float)(outputScale[output] * weight[index] * inputScale[input]);
        }

        return folded;
    }

    /// <summary>The first folded weight, for a packing method.</summary>
    public ref readonly float WeightReference() => ref MemoryMarshal.GetReference(Weight());

    /// <summary>Writes the folded bias to the first elements of <paramref name="destination"/>.</summary>
    public void WriteBias(Span<float> destination)
    {
        var sums = (double[])bias.Clone();
        for (int index = 0; index < weight.Length; index++)
        {
            var (output, input) = ChannelsOf(index);
            sums[output] += weight[index] * inputShift[input];
        }

        for (int output = 0; output < sums.Length; output++)
        {
            destination[output] = (float)((outputScale[output] * sums[output]) + outputShift[output]);
        }
    }

    private (int Output, int Input) ChannelsOf(int index)
    {
        int output = index / (inputsPerGroup * taps);
        int inGroup = index / taps % inputsPerGroup;
        return (output, (output / outputsPerGroup * inputsPerGroup) + inGroup);
    }

    private static double[] Filled(int length, double value)
    {
        var filled = new double[length];
        filled.AsSpan().Fill(value);
        return filled;
    }
}
