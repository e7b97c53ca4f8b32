using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
public static partial class WeightPacking
{
    // Packing is a transposition: it reads so many cache lines at a time and uses all of each, even where the distance between outputs is a power of two and all of them fall into
    // one set of the cache.
    private const int LanesTogether = 8;
    private const int PlacesAtOnce = 4;

    private interface IMove
    {
        /// <summary>Moves one weight between its places; <paramref name="weight"/> is a null reference where no weight belongs.</summary>
        void Move(ref float packed, ref float weight);

        /// <summary>Does what belongs to <see cref="LanesTogether"/> lanes of a place without weights.</summary>
        void MoveNothing(ref float packed);

        /// <summary>Moves four weights each of <see cref="LanesTogether"/> outputs, <paramref name="rowLength"/> apart, between them and the lanes of their places.</summary>
        void MoveRows(ref float packed0, ref float packed1, ref float packed2, ref float packed3, ref float weight, nint rowLength);
    }

    /// <summary>Packs for the forward kernel.</summary>
    public static void Pack(
        ref readonly float weight, ref float packed,
        int outputs, int inputs, int groups, int tapRows, int tapColumns, int blockWidth, int share, int shares)
    {
        var window = new ChannelWindow(outputs / groups, inputs / groups, groups, blockWidth);
        MoveBlocks(ref Unsafe.AsRef(in weight), ref packed, outputs, tapRows * tapColumns, window, share, shares, default(ToPacked));
    }

    /// <summary>
    /// Sums the packed weight gradients of all workers, <paramref name="workerStride"/> floats apart and in their order, into PyTorch's layout.
    /// </summary>
    public static void UnpackGradient(
        ref readonly float packed, ref float gradient,
        int outputs, int inputs, int groups, int tapRows, int tapColumns, int blockWidth, int workers, int workerStride, int share, int shares)
    {
        var window = new ChannelWindow(outputs / groups, inputs / groups, groups, blockWidth);
        var sum = new SumOfWorkers(workers, workerStride);
        MoveBlocks(ref gradient, ref Unsafe.AsRef(in packed), outputs, tapRows * tapColumns, window, share, shares, sum);
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
            for (int channel = 0; channel < window.Length; channel++)
            {
                int output = window.Start(block) + channel;
                int firstInput = (block * blockWidth) - (output / window.InputsPerGroup * inputsPerGroup);
                ref float row = ref Unsafe.Add(ref Unsafe.AsRef(in weight), output * inputsPerGroup * kernel);
                for (int tap = 0; tap < taps; tap++)
                {
                    int kernelTap = ((firstRow + (tap / tapColumns * rowStep)) * kernelWidth) + firstColumn + (tap % tapColumns * columnStep);
                    ref float packedRow = ref Unsafe.Add(ref packed, (block * blockLength) + (((tap * window.Length) + channel) * blockWidth));
                    for (int lane = 0; lane < blockWidth; lane++)
                    {
                        int input = firstInput + lane;
                        Unsafe.Add(ref packedRow, lane) = (uint)input < (uint)inputsPerGroup ? Unsafe.Add(ref row, (input * kernel) + kernelTap) : 0f;
                    }
                }
            }
        }
    }

    /// <summary>
    /// Packs for the input gradient of a Linear whose input is an image of <paramref name="positions"/> positions, <paramref name="pitch"/> floats apart: the
    /// gradient's lanes are the image's floats in memory order, and the summed axis is the outputs, of which a share is done.
    /// </summary>
    public static void PackLinearInputGradient(
        ref readonly float weight, ref float packed, int outputs, int channels, int positions, int pitch, int blockWidth, int share, int shares)
    {
        for (int output = outputs * share / shares; output < outputs * (share + 1) / shares; output++)
        {
            ref float row = ref Unsafe.Add(ref Unsafe.AsRef(in weight), output * channels * positions);
            ref float packedRow = ref Unsafe.Add(ref packed, output * blockWidth);
            if (positions == 1)
            {
                CopyBlocks(ref row, ref packedRow, channels, pitch, blockWidth, outputs * blockWidth);
                continue;
            }

            int lane = 0;
            for (int position = 0; position < positions; position++)
            {
                for (int channel = 0; channel < pitch; channel++)
                {
                    Unsafe.Add(ref packedRow, lane++) = channel < channels ? Unsafe.Add(ref row, (channel * positions) + position) : 0f;
                    if (lane == blockWidth)
                    {
                        lane = 0;
                        packedRow = ref Unsafe.Add(ref packedRow, outputs * blockWidth);
                    }
                }
            }
        }
    }

    /// <summary>Copies a row into its places in all blocks, with zeros behind its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyBlocks(ref float row, ref float packed, int length, int pitch, int blockWidth, int packedDistance)
    {
        for (int start = 0; start < pitch; start += blockWidth)
        {
            int end = Math.Min(start + blockWidth, pitch);
            for (int lane = start; lane < end; lane += LanesTogether)
            {
                ref float target = ref Unsafe.Add(ref packed, lane - start);
                if (lane + LanesTogether <= length)
                {
                    Vector256.LoadUnsafe(ref row, (nuint)lane).StoreUnsafe(ref target);
                    continue;
                }

                for (int rest = 0; rest < LanesTogether; rest++)
                {
                    Unsafe.Add(ref target, rest) = lane + rest < length ? Unsafe.Add(ref row, lane + rest) : 0f;
                }
            }

            packed = ref Unsafe.Add(ref packed, packedDistance);
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

    /// <summary>Sums what each worker added up in doubles, from <paramref name="firstSum"/> on: a bias' gradient.</summary>
    public static void SumWorkers(ref readonly double sums, ref float gradient, int channels, int workers, int workerStride, int firstSum = 0)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            double sum = 0;
            for (int worker = 0; worker < workers; worker++)
            {
                sum += Unsafe.Add(ref Unsafe.AsRef(in sums), ((nint)worker * workerStride) + firstSum + channel);
            }

            Unsafe.Add(ref gradient, channel) = (float)sum;
        }
    }

    /// <summary>Sums what each worker added up in doubles, all channels together: the gradient of a parameter that they share.</summary>
    public static void SumWorkersAndChannels(ref readonly double sums, ref float gradient, int channels, int workers, int workerStride)
    {
        double sum = 0;
        for (int worker = 0; worker < workers; worker++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                sum += Unsafe.Add(ref Unsafe.AsRef(in sums), ((nint)worker * workerStride) + channel);
            }
        }

        gradient = (float)sum;
    }

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

    /// <summary>Moves every weight of a share of the blocks: a place of a block is an input of its window and a tap, a lane one of its outputs.</summary>
    private static void MoveBlocks<TMove>(
        ref float weight, ref float packed, int outputs, int taps, ChannelWindow window, int share, int shares, TMove move)
        where TMove : struct, IMove
    {
        for (int block = window.Blocks * share / shares; block < window.Blocks * (share + 1) / shares; block++)
        {
            ref float packedBlock = ref Unsafe.Add(ref packed, block * window.Length * taps * window.BlockWidth);
            for (int lane = 0; lane < window.BlockWidth; lane += LanesTogether)
            {
                ref float lanes = ref Unsafe.Add(ref packedBlock, lane);
                int firstOutput = (block * window.BlockWidth) + lane;
                if (firstOutput >= outputs)
                {
                    MoveNothing(ref lanes, window.Length * taps, window.BlockWidth, move);
                }
                else if (window.IsWhole && firstOutput + LanesTogether <= outputs)
                {
                    MoveWholeLanes(ref Unsafe.Add(ref weight, firstOutput * window.InputsPerGroup * taps), ref lanes, taps, window, move);
                }
                else
                {
                    MoveLanes(ref weight, ref packedBlock, outputs, taps, window, block, lane, move);
                }
            }
        }
    }

    private static void MoveNothing<TMove>(ref float packed, int places, int blockWidth, TMove move)
        where TMove : struct, IMove
    {
        for (int place = 0; place < places; place++)
        {
            move.MoveNothing(ref Unsafe.Add(ref packed, place * blockWidth));
        }
    }

    /// <summary>Lanes in which every place has its weight: without groups, and in front of the last output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MoveWholeLanes<TMove>(ref float rows, ref float packed, int taps, ChannelWindow window, TMove move)
        where TMove : struct, IMove
    {
        nint rowLength = window.InputsPerGroup * taps;
        int place = 0;
        for (; place <= rowLength - PlacesAtOnce; place += PlacesAtOnce)
        {
            move.MoveRows(
                ref Unsafe.Add(ref packed, Place(place, taps, window)), ref Unsafe.Add(ref packed, Place(place + 1, taps, window)),
                ref Unsafe.Add(ref packed, Place(place + 2, taps, window)), ref Unsafe.Add(ref packed, Place(place + 3, taps, window)),
                ref Unsafe.Add(ref rows, place), rowLength);
        }

        for (; place < rowLength; place++)
        {
            ref float target = ref Unsafe.Add(ref packed, Place(place, taps, window));
            for (int lane = 0; lane < LanesTogether; lane++)
            {
                move.Move(ref Unsafe.Add(ref target, lane), ref Unsafe.Add(ref rows, place + (lane * rowLength)));
            }
        }
    }

    /// <summary>Where a place of a block begins: weights have the tap innermost, packed ones the input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place(int place, int taps, ChannelWindow window)
    {
        if (taps == 1)
        {
            return place * window.BlockWidth;
        }

        var (channel, tap) = Math.DivRem(place, taps);
        return ((tap * window.Length) + channel) * window.BlockWidth;
    }

    private static void MoveLanes<TMove>(
        ref float weight, ref float packedBlock, int outputs, int taps, ChannelWindow window, int block, int firstLane, TMove move)
        where TMove : struct, IMove
    {
        int rowLength = window.InputsPerGroup * taps;
        for (int lane = firstLane; lane < firstLane + LanesTogether; lane++)
        {
            int output = (block * window.BlockWidth) + lane;
            int firstInput = window.Start(block) - (output / window.OutputsPerGroup * window.InputsPerGroup);
            ref float row = ref Unsafe.Add(ref weight, output * rowLength);
            var (channel, tap) = (0, 0);
            for (int place = 0; place < window.Length * taps; place++)
            {
                int source = place + (firstInput * taps);
                bool isStored = output < outputs && (uint)source < (uint)rowLength;
                move.Move(
                    ref Unsafe.Add(ref packedBlock, (((tap * window.Length) + channel) * window.BlockWidth) + lane),
                    ref isStored ? ref Unsafe.Add(ref row, source) : ref Unsafe.NullRef<float>());
                if (++tap == taps)
                {
                    tap = 0;
                    channel++;
                }
            }
        }
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

    private readonly struct ToPacked : IMove
    {
        public void Move(ref float packed, ref float weight) => packed = Unsafe.IsNullRef(ref weight) ? 0f : weight;

        public void MoveNothing(ref float packed) => Vector256<float>.Zero.StoreUnsafe(ref packed);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void MoveRows(ref float packed0, ref float packed1, ref float packed2, ref float packed3, ref float weight, nint rowLength)
        {
            var row0 = RowAndFourth(ref weight, rowLength);
            var row1 = RowAndFourth(ref Unsafe.Add(ref weight, rowLength), rowLength);
            var row2 = RowAndFourth(ref Unsafe.Add(ref weight, 2 * rowLength), rowLength);
            var row3 = RowAndFourth(ref Unsafe.Add(ref weight, 3 * rowLength), rowLength);
            SimdMath.Transpose(ref row0, ref row1, ref row2, ref row3);
            row0.StoreUnsafe(ref packed0);
            row1.StoreUnsafe(ref packed1);
            row2.StoreUnsafe(ref packed2);
            row3.StoreUnsafe(ref packed3);
        }

        /// <summary>Four weights of an output, and of the fourth one behind it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<float> RowAndFourth(ref float weight, nint rowLength) =>
            Vector256.Create(Vector128.LoadUnsafe(ref weight), Vector128.LoadUnsafe(ref Unsafe.Add(ref weight, 4 * rowLength)));
    }

    private readonly struct SumOfWorkers(int workers, int workerStride) : IMove
    {
        public void Move(ref float packed, ref float weight)
        {
            if (!Unsafe.IsNullRef(ref weight))
            {
                weight = SumOverWorkers(ref packed, workers, workerStride);
            }
        }

        public void MoveNothing(ref float packed)
        {
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void MoveRows(ref float packed0, ref float packed1, ref float packed2, ref float packed3, ref float weight, nint rowLength)
        {
            var row0 = SumOfLanes(ref packed0);
            var row1 = SumOfLanes(ref packed1);
            var row2 = SumOfLanes(ref packed2);
            var row3 = SumOfLanes(ref packed3);
            SimdMath.Transpose(ref row0, ref row1, ref row2, ref row3);
            StoreRowAndFourth(row0, ref weight, rowLength);
            StoreRowAndFourth(row1, ref Unsafe.Add(ref weight, rowLength), rowLength);
            StoreRowAndFourth(row2, ref Unsafe.Add(ref weight, 2 * rowLength), rowLength);
            StoreRowAndFourth(row3, ref Unsafe.Add(ref weight, 3 * rowLength), rowLength);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void StoreRowAndFourth(Vector256<float> values, ref float weight, nint rowLength)
        {
            values.GetLower().StoreUnsafe(ref weight);
            values.GetUpper().StoreUnsafe(ref Unsafe.Add(ref weight, 4 * rowLength));
        }

        /// <summary>In the order of the workers, as <see cref="SumOverWorkers"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> SumOfLanes(ref float first)
        {
            var sum = Vector256.LoadUnsafe(ref first);
            for (int worker = 1; worker < workers; worker++)
            {
                sum += Vector256.LoadUnsafe(ref Unsafe.Add(ref first, (nint)worker * workerStride));
            }

            return sum;
        }
    }

    /// <summary>Which inputs the blocks of a (grouped) contraction read.</summary>
    private readonly struct ChannelWindow
    {
        private readonly int _groups;

        public ChannelWindow(int outputsPerGroup, int inputsPerGroup, int groups, int blockWidth)
        {
            OutputsPerGroup = outputsPerGroup;
            InputsPerGroup = inputsPerGroup;
            BlockWidth = blockWidth;
            _groups = groups;
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

        public int BlockWidth { get; }

        /// <summary>Whether every block reads every input.</summary>
        public bool IsWhole => _groups == 1;

        public int OutputsPerGroup { get; }

        public int InputsPerGroup { get; }

        public int Blocks { get; }

        public int Length { get; }

        public int Start(int block) =>
            _groups == 1 ? 0 : Math.Min(block * BlockWidth / OutputsPerGroup * InputsPerGroup, (_groups * InputsPerGroup) - Length);
    }
}
