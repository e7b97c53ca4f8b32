using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BnCompiler.Runtime;

/// <summary>
/// Copies weights between PyTorch's layout <c>[outputs, inputs / groups, tapRows, tapColumns]</c> and the packed one
/// <c>[block of outputs][tap row][tap column][input of the block's window][output of the block]</c> that the register tiles read front to
/// back. Places of a packed block that no weight belongs to hold zero.
/// </summary>
/// <remarks>
/// A method works on its share of the blocks: number <c>share</c> of <c>shares</c> equal ones. The window of a block of a grouped convolution holds the inputs of all
/// groups that the block's outputs belong to; without groups it is all inputs.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class WeightPacking
{
    /// <summary>Packs for the forward kernel.</summary>
    public static void Pack(
        ref readonly float weight, ref float packed,
        int outputs, int inputs, int groups, int tapRows, int tapColumns, int blockWidth, int share, int shares)
    {
        var window = new ChannelWindow(outputs / groups, inputs / groups, groups, blockWidth);
        int taps = tapRows * tapColumns;
        int outputStride = inputs / groups * taps;
        int blockLength = taps * window.Length * blockWidth;
        for (int block = window.Blocks * share / shares; block < window.Blocks * (share + 1) / shares; block++)
        {
            int start = window.Start(block);
            for (int place = 0; place < taps * window.Length; place++)
            {
                var (tap, channel) = Math.DivRem(place, window.Length);
                ref float row = ref Unsafe.Add(ref packed, (block * blockLength) + (place * blockWidth));
                for (int lane = 0; lane < blockWidth; lane++)
                {
                    int output = (block * blockWidth) + lane;
                    int input = start + channel - (output / window.OutputsPerGroup * window.InputsPerGroup);
                    bool isStored = output < outputs && (uint)input < (uint)window.InputsPerGroup;
                    Unsafe.Add(ref row, lane) = isStored
                        ? Unsafe.Add(ref Unsafe.AsRef(in weight), (output * outputStride) + (input * taps) + tap)
                        : 0f;
                }
            }
        }
    }

    /// <summary>
    /// Packs for one phase of a convolution's input gradient, in which inputs and outputs change places. Tap (r, c) of the phase is the kernel's
    /// tap (<paramref name="firstRow"/> + r·<paramref name="rowStep"/>, <paramref name="firstColumn"/> + c·<paramref name="columnStep"/>).
    /// </summary>
    public static void PackInputGradient(
        ref readonly float weight, ref float packed,
        int outputs, int inputs, int groups, int kernelHeight, int kernelWidth,
        int firstRow, int rowStep, int tapRows, int firstColumn, int columnStep, int tapColumns, int blockWidth, int share, int shares)
    {
        var window = new ChannelWindow(inputs / groups, outputs / groups, groups, blockWidth);
        int kernel = kernelHeight * kernelWidth;
        int inputsPerGroup = inputs / groups;
        int taps = tapRows * tapColumns;
        int blockLength = taps * window.Length * blockWidth;
        for (int block = window.Blocks * share / shares; block < window.Blocks * (share + 1) / shares; block++)
        {
            int start = window.Start(block);
            for (int place = 0; place < taps * window.Length; place++)
            {
                var (tap, channel) = Math.DivRem(place, window.Length);
                var (tapRow, tapColumn) = Math.DivRem(tap, tapColumns);
                int kernelTap = ((firstRow + (tapRow * rowStep)) * kernelWidth) + firstColumn + (tapColumn * columnStep);
                ref float row = ref Unsafe.Add(ref packed, (block * blockLength) + (place * blockWidth));
                int output = start + channel;
                int group = output / window.InputsPerGroup;
                for (int lane = 0; lane < blockWidth; lane++)
                {
                    int input = (block * blockWidth) + lane - (group * inputsPerGroup);
                    Unsafe.Add(ref row, lane) = (uint)input < (uint)inputsPerGroup
                        ? Unsafe.Add(ref Unsafe.AsRef(in weight), (((output * inputsPerGroup) + input) * kernel) + kernelTap)
                        : 0f;
                }
            }
        }
    }

    /// <summary>
    /// Packs for the input gradient of a Linear whose input is an image of <paramref name="positions"/> positions, <paramref name="pitch"/> floats apart: the
    /// gradient's lanes are the image's floats in memory order, and the summed axis is the outputs.
    /// </summary>
    public static void PackLinearInputGradient(
        ref readonly float weight, ref float packed, int outputs, int channels, int positions, int pitch, int blockWidth, int share, int shares)
    {
        int blocks = ((pitch * positions) + blockWidth - 1) / blockWidth;
        for (int block = blocks * share / shares; block < blocks * (share + 1) / shares; block++)
        {
            ref float packedBlock = ref Unsafe.Add(ref packed, block * outputs * blockWidth);
            for (int lane = 0; lane < blockWidth; lane++)
            {
                var (position, channel) = Math.DivRem((block * blockWidth) + lane, pitch);
                bool isStored = channel < channels && position < positions;
                for (int output = 0; output < outputs; output++)
                {
                    Unsafe.Add(ref packedBlock, (output * blockWidth) + lane) = isStored
                        ? Unsafe.Add(ref Unsafe.AsRef(in weight), (((output * channels) + channel) * positions) + position)
                        : 0f;
                }
            }
        }
    }

    /// <summary>
    /// Sums the packed weight gradients of all workers, <paramref name="workerStride"/> floats apart and in their order, into PyTorch's layout.
    /// </summary>
    public static void UnpackGradient(
        ref readonly float packed, ref float gradient,
        int outputs, int inputs, int groups, int tapRows, int tapColumns, int blockWidth, int workers, int workerStride, int share, int shares)
    {
        var window = new ChannelWindow(outputs / groups, inputs / groups, groups, blockWidth);
        int taps = tapRows * tapColumns;
        int blockLength = taps * window.Length * blockWidth;
        ref float source = ref Unsafe.AsRef(in packed);
        for (int output = outputs * share / shares; output < outputs * (share + 1) / shares; output++)
        {
            var (block, lane) = Math.DivRem(output, blockWidth);
            int firstChannel = (output / window.OutputsPerGroup * window.InputsPerGroup) - window.Start(block);
            ref float target = ref Unsafe.Add(ref gradient, output * window.InputsPerGroup * taps);
            for (int input = 0; input < window.InputsPerGroup; input++)
            {
                for (int tap = 0; tap < taps; tap++)
                {
                    int place = (block * blockLength) + (((tap * window.Length) + firstChannel + input) * blockWidth) + lane;
                    float sum = Unsafe.Add(ref source, place);
                    for (int worker = 1; worker < workers; worker++)
                    {
                        sum += Unsafe.Add(ref source, ((nint)worker * workerStride) + place);
                    }

                    Unsafe.Add(ref target, (input * taps) + tap) = sum;
                }
            }
        }
    }

    /// <summary>Packs a depthwise kernel <c>[channels, 1, rows, columns]</c> as <c>[tap][pitch]</c>.</summary>
    public static void PackDepthwise(ref readonly float weight, ref float packed, int channels, int taps, int pitch, int share, int shares)
    {
        for (int tap = taps * share / shares; tap < taps * (share + 1) / shares; tap++)
        {
            for (int channel = 0; channel < pitch; channel++)
            {
                Unsafe.Add(ref packed, (tap * pitch) + channel) =
                    channel < channels ? Unsafe.Add(ref Unsafe.AsRef(in weight), (channel * taps) + tap) : 0f;
            }
        }
    }

    /// <summary>Sums the packed gradients of a depthwise kernel over the workers, into PyTorch's layout.</summary>
    public static void UnpackDepthwiseGradient(
        ref readonly float packed, ref float gradient, int channels, int taps, int pitch, int workers, int workerStride, int share, int shares)
    {
        for (int channel = channels * share / shares; channel < channels * (share + 1) / shares; channel++)
        {
            for (int tap = 0; tap < taps; tap++)
            {
                float sum = 0f;
                for (int worker = 0; worker < workers; worker++)
                {
                    sum += Unsafe.Add(ref Unsafe.AsRef(in packed), ((nint)worker * workerStride) + (tap * pitch) + channel);
                }

                Unsafe.Add(ref gradient, (channel * taps) + tap) = sum;
            }
        }
    }

    /// <summary>Sums what each worker added up in doubles: a bias' gradient.</summary>
    public static void SumWorkers(ref readonly double sums, ref float gradient, int channels, int workers, int workerStride)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            double sum = 0;
            for (int worker = 0; worker < workers; worker++)
            {
                sum += Unsafe.Add(ref Unsafe.AsRef(in sums), ((nint)worker * workerStride) + channel);
            }

            Unsafe.Add(ref gradient, channel) = (float)sum;
        }
    }

    /// <summary>Sets <paramref name="length"/> elements to zero.</summary>
    public static void Clear(ref float first, int length) => MemoryMarshal.CreateSpan(ref first, length).Clear();

    /// <inheritdoc cref="Clear(ref float, int)"/>
    public static void Clear(ref double first, int length) => MemoryMarshal.CreateSpan(ref first, length).Clear();

    /// <summary>Sets samples <paramref name="first"/> … <paramref name="last"/> − 1 of a value to zero, halo included.</summary>
    /// <param name="value">Position (0, 0) of sample 0.</param>
    /// <param name="origin">Floats from the start of a sample to its position (0, 0).</param>
    /// <param name="sampleStride">Floats from one sample to the next.</param>
    /// <param name="first">First sample.</param>
    /// <param name="last">One past the last sample.</param>
    public static void ClearSamples(ref float value, int origin, int sampleStride, int first, int last)
    {
        ref float start = ref Unsafe.Add(ref value, ((nint)first * sampleStride) - origin);
        MemoryMarshal.CreateSpan(ref start, (last - first) * sampleStride).Clear();
    }

    /// <summary>Which inputs the blocks of a (grouped) contraction read.</summary>
    private readonly struct ChannelWindow
    {
        private readonly int blockWidth;
        private readonly int groups;

        public ChannelWindow(int outputsPerGroup, int inputsPerGroup, int groups, int blockWidth)
        {
            OutputsPerGroup = outputsPerGroup;
            InputsPerGroup = inputsPerGroup;
            this.blockWidth = blockWidth;
            this.groups = groups;
            int outputs = outputsPerGroup * groups;
            Blocks = (outputs + blockWidth - 1) / blockWidth;
            int widest = 1;
            for (int start = 0; groups > 1 && start < outputs; start += blockWidth)
            {
                int last = Math.Min(start + blockWidth, outputs) - 1;
                widest = Math.Max(widest, (last / outputsPerGroup) - (start / outputsPerGroup) + 1);
            }

            Length = widest * inputsPerGroup;
        }

        public int OutputsPerGroup { get; }

        public int InputsPerGroup { get; }

        public int Blocks { get; }

        public int Length { get; }

        public int Start(int block) =>
            groups == 1 ? 0 : Math.Min(block * blockWidth / OutputsPerGroup * InputsPerGroup, (groups * InputsPerGroup) - Length);
    }
}
