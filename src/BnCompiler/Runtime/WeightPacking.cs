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
    // Inputs that are copied for all outputs of a block before the next ones: their packed rows stay in the first-level cache.
    private const int InputsTogether = 32;

    /// <summary>Packs for the forward kernel.</summary>
    public static void Pack(
        ref readonly float weight, ref float packed,
        int outputs, int inputs, int groups, int tapRows, int tapColumns, int blockWidth, int share, int shares)
    {
        var window = new ChannelWindow(outputs / groups, inputs / groups, groups, blockWidth);
        int taps = tapRows * tapColumns;
        int blockLength = taps * window.Length * blockWidth;
        for (int block = window.Blocks * share / shares; block < window.Blocks * (share + 1) / shares; block++)
        {
            ref float packedBlock = ref Unsafe.Add(ref packed, block * blockLength);
            for (int start = 0; start < window.Length; start += InputsTogether)
            {
                int end = Math.Min(start + InputsTogether, window.Length);
                for (int lane = 0; lane < blockWidth; lane++)
                {
                    int output = (block * blockWidth) + lane;
                    int firstInput = window.Start(block) - (output / window.OutputsPerGroup * window.InputsPerGroup);
                    ref float row = ref Unsafe.Add(ref Unsafe.AsRef(in weight), output * window.InputsPerGroup * taps);
                    for (int channel = start; channel < end; channel++)
                    {
                        int input = firstInput + channel;
                        bool isStored = output < outputs && (uint)input < (uint)window.InputsPerGroup;
                        for (int tap = 0; tap < taps; tap++)
                        {
                            Unsafe.Add(ref packedBlock, (((tap * window.Length) + channel) * blockWidth) + lane) =
                                isStored ? Unsafe.Add(ref row, (input * taps) + tap) : 0f;
                        }
                    }
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
        Span<int> kernelTaps = taps <= 64 ? stackalloc int[taps] : new int[taps];
        for (int tap = 0; tap < taps; tap++)
        {
            kernelTaps[tap] = ((firstRow + (tap / tapColumns * rowStep)) * kernelWidth) + firstColumn + (tap % tapColumns * columnStep);
        }

        int blockLength = taps * window.Length * blockWidth;
        for (int block = window.Blocks * share / shares; block < window.Blocks * (share + 1) / shares; block++)
        {
            ref float packedBlock = ref Unsafe.Add(ref packed, block * blockLength);
            for (int channel = 0; channel < window.Length; channel++)
            {
                int output = window.Start(block) + channel;
                int firstInput = (block * blockWidth) - (output / window.InputsPerGroup * inputsPerGroup);
                ref float row = ref Unsafe.Add(ref Unsafe.AsRef(in weight), output * inputsPerGroup * kernel);
                for (int lane = 0; lane < blockWidth; lane++)
                {
                    int input = firstInput + lane;
                    bool isStored = (uint)input < (uint)inputsPerGroup;
                    for (int tap = 0; tap < taps; tap++)
                    {
                        Unsafe.Add(ref packedBlock, (((tap * window.Length) + channel) * blockWidth) + lane) =
                            isStored ? Unsafe.Add(ref row, (input * kernel) + kernelTaps[tap]) : 0f;
                    }
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
        Span<int> sources = blockWidth <= 64 ? stackalloc int[blockWidth] : new int[blockWidth];
        for (int block = blocks * share / shares; block < blocks * (share + 1) / shares; block++)
        {
            for (int lane = 0; lane < blockWidth; lane++)
            {
                var (position, channel) = Math.DivRem((block * blockWidth) + lane, pitch);
                sources[lane] = channel < channels && position < positions ? (channel * positions) + position : -1;
            }

            for (int output = 0; output < outputs; output++)
            {
                ref float row = ref Unsafe.Add(ref Unsafe.AsRef(in weight), output * channels * positions);
                ref float packedRow = ref Unsafe.Add(ref packed, ((block * outputs) + output) * blockWidth);
                for (int lane = 0; lane < sources.Length; lane++)
                {
                    Unsafe.Add(ref packedRow, lane) = sources[lane] >= 0 ? Unsafe.Add(ref row, sources[lane]) : 0f;
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
        for (int block = window.Blocks * share / shares; block < window.Blocks * (share + 1) / shares; block++)
        {
            ref float packedBlock = ref Unsafe.Add(ref Unsafe.AsRef(in packed), block * blockLength);
            int end = Math.Min((block + 1) * blockWidth, outputs);
            for (int start = 0; start < window.InputsPerGroup; start += InputsTogether)
            {
                for (int output = block * blockWidth; output < end; output++)
                {
                    int firstChannel = (output / window.OutputsPerGroup * window.InputsPerGroup) - window.Start(block);
                    ref float row = ref Unsafe.Add(ref gradient, output * window.InputsPerGroup * taps);
                    for (int input = start; input < Math.Min(start + InputsTogether, window.InputsPerGroup); input++)
                    {
                        for (int tap = 0; tap < taps; tap++)
                        {
                            int place = (((tap * window.Length) + firstChannel + input) * blockWidth) + output - (block * blockWidth);
                            Unsafe.Add(ref row, (input * taps) + tap) = SumOverWorkers(ref Unsafe.Add(ref packedBlock, place), workers, workerStride);
                        }
                    }
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
                ref float first = ref Unsafe.Add(ref Unsafe.AsRef(in packed), (tap * pitch) + channel);
                Unsafe.Add(ref gradient, (channel * taps) + tap) = SumOverWorkers(ref first, workers, workerStride);
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

    private static float SumOverWorkers(ref float first, int workers, int workerStride)
    {
        float sum = first;
        for (int worker = 1; worker < workers; worker++)
        {
            sum += Unsafe.Add(ref first, (nint)worker * workerStride);
        }

        return sum;
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
