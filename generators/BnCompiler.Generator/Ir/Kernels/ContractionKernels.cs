using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Ir;

/// <summary>
/// The loops of one contraction: for every sample, row and column of the output a sum over taps and channels of the input. A
/// convolution, a linear layer and the input gradients of both are this, with other strides. All strides and offsets are in floats.
/// </summary>
/// <param name="Rows">Output rows.</param>
/// <param name="Columns">Output positions in a row. 0: the samples of the call are the columns (one position per sample).</param>
/// <param name="InputOffset">From the input's position (0, 0) to what output (0, 0) reads first.</param>
/// <param name="OutputOffset">From the output's position (0, 0) to the first one written.</param>
/// <param name="TapRows">Taps down the input, <paramref name="TapRowStride"/> apart.</param>
/// <param name="TapColumns">Taps along the input, <paramref name="TapColumnStride"/> apart.</param>
/// <param name="Channels">Consecutive input floats at each tap.</param>
internal sealed record ContractionLoops(
    int InputSampleStride, int OutputSampleStride,
    int Rows, int InputRowStep, int OutputRowStep,
    int Columns, int InputColumnStep, int OutputColumnStep,
    int InputOffset, int OutputOffset,
    int TapRows, int TapRowStride, int TapColumns, int TapColumnStride, int Channels)
{
    /// <summary>Which positions of the output these are: all of them, or every second or third of a transposed convolution.</summary>
    public OutputGrid Grid { get; init; } = OutputGrid.All;

    public bool ColumnsAreSamples => Columns == 0;

    /// <summary>Products summed for one output.</summary>
    public int Depth => TapRows * TapColumns * Channels;

    /// <summary>The same loops with neighbouring ones joined where the memory they walk is contiguous, so that the innermost loop is long.</summary>
    public ContractionLoops Joined()
    {
        var joined = this with { TapRowStride = TapRows > 1 ? TapRowStride : 0, TapColumnStride = TapColumns > 1 ? TapColumnStride : 0 };
        if (joined.TapColumns > 1 && joined.TapColumnStride == joined.Channels)
        {
            joined = joined with { Channels = joined.Channels * joined.TapColumns, TapColumns = 1, TapColumnStride = 0 };
        }

        if (joined.TapColumns == 1 && joined.TapRows > 1 && joined.TapRowStride == joined.Channels)
        {
            joined = joined with { Channels = joined.Channels * joined.TapRows, TapRows = 1, TapRowStride = 0 };
        }

        return joined;
    }
}

/// <summary>The positions of an output that one contraction writes.</summary>
internal sealed record OutputGrid(int FirstRow, int RowStep, int FirstColumn, int ColumnStep)
{
    public static OutputGrid All { get; } = new(0, 1, 0, 1);
}

/// <summary>
/// Where a block of output channels finds its inputs in a grouped convolution: output channel o reads the
/// <paramref name="InputsPerGroup"/> channels of group o / <paramref name="OutputsPerGroup"/>. A block reads one window of channels that holds all
/// its groups; products that belong to another group have weight zero.
/// </summary>
internal sealed record ChannelGroups(int Groups, int InputsPerGroup, int OutputsPerGroup)
{
    /// <summary>Channels in the window of a block of <paramref name="blockWidth"/> outputs.</summary>
    public int WindowLength(int blockWidth)
    {
        if (Groups == 1)
        {
            return InputsPerGroup;
        }

        int outputs = Groups * OutputsPerGroup;
        int widest = 1;
        for (int start = 0; start < outputs; start += blockWidth)
        {
            int last = Math.Min(start + blockWidth, outputs) - 1;
            widest = Math.Max(widest, (last / OutputsPerGroup) - (start / OutputsPerGroup) + 1);
        }

        return widest * InputsPerGroup;
    }

    /// <summary>First channel of the window of each block.</summary>
    public ImmutableArray<int> WindowStarts(int blockWidth)
    {
        int window = WindowLength(blockWidth);
        int blocks = Layout.RoundUp(Groups * OutputsPerGroup, blockWidth) / blockWidth;
        return [.. Enumerable.Range(0, blocks)
            .Select(block => Math.Min(block * blockWidth / OutputsPerGroup * InputsPerGroup, (Groups * InputsPerGroup) - window))];
    }

    public ChannelGroups Transposed => new(Groups, OutputsPerGroup, InputsPerGroup);
}

/// <summary>Rows × vectors of accumulators that stay in registers.</summary>
internal sealed record Tile(int Rows, int Vectors);

/// <summary>
/// y = epilogue(b + Σ taps Σ channels w·x). Weights are packed <c>[output block][tap row][tap column][channel][block width]</c>, so that one step of
/// the innermost loop broadcasts one input per tile row and multiplies it by whole vectors of output channels.
/// </summary>
/// <param name="Outputs">Output channels, rounded up to <see cref="Layout.Lanes"/>.</param>
/// <param name="BlockWidth">Output channels in one packed block: <see cref="Layout.Lanes"/> times the vectors of <paramref name="Wide"/>.</param>
/// <param name="WindowStarts">First input channel of each block of a grouped convolution; empty where all blocks read all channels.</param>
/// <param name="Wide">Tile for 32 registers of 16 lanes.</param>
/// <param name="Narrow">Tile for 16 registers of 8 or 4 lanes.</param>
/// <param name="BlocksOutside">Whether the loop over blocks stands outside the loop over rows: the weights are read once, the input once per block.</param>
internal sealed record ContractionKernel(
    ContractionLoops Loops, int Outputs, int BlockWidth, EquatableArray<int> WindowStarts,
    Tile Wide, Tile Narrow, bool BlocksOutside, bool HasBias, EquatableArray<EpilogueOperation> Epilogue, bool IsInputGradient) : Kernel
{
    /// <summary>How the bias lies in memory where every position has its own; null where it is one vector.</summary>
    public BiasRows? BiasRows { get; init; }

    /// <summary>
    /// How many of the tiles that use a block of weights ask for the next block meanwhile, each for an equal part of it: as many as there are, up to one for each vector of a block. 0 where weights stay in a
    /// cache. Memory is slower than the tiles: one tile that asked for everything would wait for it, and the others would let it rest.
    /// </summary>
    public int TilesThatPrefetch { get; init; }

    /// <summary>Whether tiles ask for the next block of weights while they compute with their own: they come from beyond the caches.</summary>
    public bool PrefetchesWeights => TilesThatPrefetch > 0;

    /// <summary>
    /// Whether a single sample asks for the weights of some steps ahead, where a worker reads more of them than its second-level cache holds: samples are the columns, and each weight is used once.
    /// </summary>
    public bool StreamsWeights { get; init; }

    /// <summary>Cache lines of the next block that a tile asks for in each step.</summary>
    public int LinesPerStep => (Wide.Vectors + TilesThatPrefetch - 1) / TilesThatPrefetch;

    /// <summary>The same with weights from beyond the caches.</summary>
    /// <param name="tiles">Tiles that use a block.</param>
    public ContractionKernel WithPrefetch(int tiles) => this with { TilesThatPrefetch = Math.Min(tiles, Wide.Vectors) };

    public override string Role => IsInputGradient ? "InputGradient" : "Forward";

    public override bool CanShare => !Loops.ColumnsAreSamples || Outputs > BlockWidth;

    public override long Products => (long)Loops.Rows * Math.Max(1, Loops.Columns) * Loops.Depth * Outputs;

    /// <summary>Whether workers divide the positions of a row, because there is one row; otherwise they divide rows and blocks.</summary>
    public bool SharesColumns => Loops.Rows == 1 && !BlocksOutside && Loops.Columns / Wide.Rows >= Blocks;

    public int Blocks => Outputs / BlockWidth;

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), new("weights"), .. HasBias ? [new KernelParameter("bias")] : Array.Empty<KernelParameter>(),
            .. KernelParameter.OfEpilogue(Epilogue), new("output", IsOutput: true)];
}

/// <summary>
/// Adds Σ samples Σ positions x·dy to <c>weightGradient</c>, packed like the weights of the forward kernel: the same register tile, with taps and
/// channels as its rows and the positions as the summed axis.
/// </summary>
/// <param name="Loops">The loops of the forward contraction.</param>
internal sealed record WeightGradientKernel(
    ContractionLoops Loops, int Outputs, int BlockWidth, EquatableArray<int> WindowStarts, Tile Wide, Tile Narrow) : Kernel
{
    // Below, loading and storing a tile's sums would cost more than dy that comes from the second level.
    private const int FewestPositions = 64;

    public override string Role => "WeightGradient";

    /// <summary>
    /// Rows of positions that all tiles walk before the next ones: as many as keep what a tile reads of dy in the first-level cache, beside the inputs that pass through it.
    /// </summary>
    public int RowsTogether
    {
        get
        {
            int most = Math.Max(FewestPositions, CacheSizes.FirstLevel / 3 / (Wide.Vectors * Layout.Lanes)) / Math.Max(1, Loops.Columns);
            int blocks = (Loops.Rows + Math.Max(1, most) - 1) / Math.Max(1, most);
            return Loops.Depth <= Wide.Rows ? Loops.Rows : (Loops.Rows + blocks - 1) / blocks;
        }
    }

    public int Blocks => Outputs / BlockWidth;

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), new("outputGradient"), new("weightGradient", IsOutput: true)];
}

/// <summary>
/// dW = Σ samples dy·x of a Linear that reads features, in PyTorch's layout <c>[outputs, inputs]</c>: the rows of its tiles are outputs, the vectors inputs. Workers divide the outputs and
/// read every sample, so that nothing is summed over workers.
/// </summary>
/// <param name="Inputs">Features; at least as many as <paramref name="Wide"/> has in its vectors.</param>
/// <param name="Outputs">Outputs; at least as many as a tile has rows.</param>
/// <param name="InputSampleStride">Floats from one sample of x to the next.</param>
/// <param name="OutputSampleStride">Floats from one sample of dy to the next.</param>
/// <param name="Wide">Outputs × vectors of inputs, for 32 registers of 16 lanes.</param>
/// <param name="Narrow">The same for 16 registers of 8 or 4 lanes.</param>
internal sealed record LinearWeightGradientKernel(
    int Inputs, int Outputs, int InputSampleStride, int OutputSampleStride, Tile Wide, Tile Narrow) : Kernel
{
    public override string Role => "WeightGradient";

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), new("outputGradient"), new("weightGradient", IsOutput: true)];
}
