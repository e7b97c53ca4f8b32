using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>What the lowerings of layers with weights share: packed weights, biases, and the steps of a contraction and its weight gradient.</summary>
internal static class WeightedLowering
{
    private static readonly ImmutableArray<KernelParameter> PackParameters = [new("weight"), new("packed", IsOutput: true)];

    /// <summary>The packed weights: filled by <c>Fold()</c> for inference, at the start of every pass in training.</summary>
    public static Operand Weights(Node node, LoweringContext context, WeightPacking packing)
    {
        var area = context.IsInference ? Area.Constants : Area.Shared;
        var block = context.Block(node, "Weights", area, packing.PackedLength);
        return Weights(node, context, packing.Outputs, packing.Inputs, packing.Groups, [new PackedWeights(Packer(packing), block)]).Single();
    }

    /// <summary>Weights that are packed in several ways at once, all filled from the same parameter.</summary>
    /// <param name="outputs">Channels that the layer writes.</param>
    /// <param name="inputs">Channels of all groups that it reads; for a Linear behind a Flatten those of the image.</param>
    public static Operand[] Weights(Node node, LoweringContext context, int outputs, int inputs, int groups, ImmutableArray<PackedWeights> packed)
    {
        if (context.IsInference)
        {
            var bias = HasBias(node, context) ? BiasBlock(node, context) : null;
            context.Recipes.Add(new WeightRecipe(node, outputs, inputs, groups, packed, bias, Border(node, context)));
        }
        else
        {
            foreach (var (pack, block) in packed)
            {
                Pack(node, context, "weights packed for the forward kernel", pack, new BlockOperand(block));
            }
        }

        return [.. packed.Select(weights => new BlockOperand(weights.Block))];
    }

    /// <summary>Whether the emitted kernel adds a bias: a stored one, or what folding leaves of a BatchNorm.</summary>
    public static bool HasBias(Node node, LoweringContext context) =>
        node.Has("bias") || (context.IsInference && !node.Folds.IsEmpty);

    /// <summary>How the bias lies in memory where every position has its own.</summary>
    public static BiasRows? BiasRows(Node node, LoweringContext context) =>
        Border(node, context) is { Rows: { IsOnePosition: false } rows } ? rows : null;

    /// <summary>The bias, where there is one.</summary>
    public static Operand[] Bias(Node node, LoweringContext context) =>
        !HasBias(node, context) ? []
        : context.IsInference ? [new BlockOperand(BiasBlock(node, context))]
        : [context.Parameter(node, "bias")];

    /// <summary>Adds a packing step that all workers share.</summary>
    public static void Pack(Node node, LoweringContext context, string formula, RuntimeKernel kernel, Operand packed) =>
        context.Prepare(node, formula, kernel, StepScope.Shares, context.Parameter(node, "weight"), packed);

    public static RuntimeKernel PackKernel(string method, params (string Name, int Value)[] constants) =>
        new("WeightPacking." + method, PackParameters, Constants(constants), TakesRange: false);

    /// <summary>The call that packs for the forward kernel.</summary>
    public static RuntimeKernel Packer(WeightPacking packing) =>
        packing.Depthwise
            ? PackKernel("PackDepthwise", ("channels", packing.Outputs), ("taps", packing.TapRows * packing.TapColumns), ("pitch", packing.BlockWidth))
            : PackKernel("Pack", [.. Sizes(packing)]);

    /// <summary>Adds the forward contraction with the node's epilogue.</summary>
    /// <param name="sum">The formula without the bias: <c>W·x</c>.</param>
    public static void Forward(Node node, LoweringContext context, ContractionLoops loops, WeightPacking packing, string sum)
    {
        string formula = Formula(node, context, sum);
        var (epilogue, operands) = context.Epilogue(node);
        var contraction = Contraction(
            loops, packing.ChannelGroups, Layout.RoundUp(packing.Outputs, Layout.Lanes), packing.BlockWidth,
            HasBias(node, context), epilogue, isInputGradient: false);
        var kernel = contraction with { BiasRows = BiasRows(node, context) };
        if (context.IsInference)
        {
            kernel = kernel.BlocksOutside ? kernel.WithPrefetch(kernel.Loops.Rows * Tiles(kernel.Loops.Columns, kernel))
                : kernel with { StreamsWeights = loops.ColumnsAreSamples && (long)loops.Depth * kernel.Outputs >= CacheSizes.SecondLevel };
        }

        Operand[] all =
        [
            new ValueOperand(context.Input(node)), Weights(node, context, packing), .. Bias(node, context), .. operands,
            new ValueOperand(context.Output(node)),
        ];
        context.Add(node, formula, kernel, Scope(loops), all);
    }

    /// <summary><c>y = b + W·x, then ReLU</c>: the sum with what the kernel does around it.</summary>
    public static string Formula(Node node, LoweringContext context, string sum)
    {
        string then = string.Concat(node.Epilogue.Select(operation => ", then " + operation.Source.Name));
        return $"y = {(HasBias(node, context) ? "b + " : "")}{sum}{then}";
    }

    /// <summary>A contraction kernel with tiles chosen from its loops.</summary>
    public static ContractionKernel Contraction(
        ContractionLoops loops, ChannelGroups groups, int outputs, int blockWidth, bool hasBias,
        EquatableArray<EpilogueOperation> epilogue, bool isInputGradient)
    {
        bool exact = !loops.ColumnsAreSamples && epilogue.Any(operation => operation is AccumulateOperation);
        int columns = Columns(loops);
        var joined = loops.Joined();
        return new ContractionKernel(
            joined, outputs, blockWidth, WindowStarts(groups, blockWidth),
            WideTile(columns, outputs, loops.Depth, exact, blockWidth), TileChoice.Narrow(columns, loops.Depth, exact),
            ReadsWeightsOnce(joined, outputs), hasBias, epilogue, isInputGradient);
    }

    /// <summary>The register tiles of 512-bit vectors that a number of positions takes.</summary>
    public static int Tiles(int positions, ContractionKernel kernel) => (positions + kernel.Wide.Rows - 1) / kernel.Wide.Rows;

    /// <summary>The width of the packed blocks of a contraction: one tile's vectors.</summary>
    public static int BlockWidth(ContractionLoops loops, int outputs) =>
        TileChoice.Wide(Columns(loops), outputs / Layout.Lanes, loops.Depth).Vectors * Layout.Lanes;

    /// <summary>Adds dW, summed per worker and put together at the end.</summary>
    /// <param name="loops">The loops of the contraction from <paramref name="image"/> to <paramref name="result"/> that has these weights.</param>
    /// <param name="image">What is summed with weights: x; in a transposed convolution dy.</param>
    /// <param name="result">What the sums give: dy; in a transposed convolution x.</param>
    public static void WeightGradient(
        Node node, LoweringContext context, ContractionLoops loops, WeightPacking packing, Value image, Value result)
    {
        var partial = WorkerBlock(node, context, "WeightGradient", packing.PackedLength);
        int outputs = Layout.RoundUp(packing.Outputs, Layout.Lanes);
        var joined = loops.Joined();
        int positions = loops.ColumnsAreSamples ? TypicalBatch : loops.Rows * loops.Columns;
        var kernel = new WeightGradientKernel(
            joined, outputs, packing.BlockWidth, WindowStarts(packing.ChannelGroups, packing.BlockWidth),
            TileChoice.WideGradient(Math.Max(joined.Channels, Math.Min(joined.Depth, 14)), packing.BlockWidth / Layout.Lanes, positions),
            TileChoice.NarrowGradient(joined.Channels, positions));
        context.Add(
            node, "dW += Σ x·dy", kernel, Scope(loops),
            new ValueOperand(image), new ValueOperand(result), partial);
        CompleteWeightGradient(node, context, packing, partial);
    }

    /// <summary>Adds dW of a Linear that reads features, where a vector of them fits into a row: as a step of its own behind everything else, for which no worker accumulates anything.</summary>
    public static void LinearWeightGradient(Node node, LoweringContext context, Value input, Value outputGradient)
    {
        int outputs = outputGradient.Layout.Channels, inputs = input.Layout.Channels;
        var kernel = new LinearWeightGradientKernel(
            inputs, outputs, input.Layout.SampleStride, outputGradient.Layout.SampleStride,
            TileChoice.WideLinearGradient(outputs, inputs, TypicalBatch), TileChoice.Narrow(outputs, TypicalBatch))
        { Range = KernelRange.Share };
        context.Complete(
            node, "dW = Σ dy·x", kernel, StepScope.Shares, new ValueOperand(input), new ValueOperand(outputGradient), context.Gradient(node, "weight"));
    }

    /// <summary>Adds the step that sums the workers' packed gradients.</summary>
    public static void CompleteWeightGradient(Node node, LoweringContext context, WeightPacking packing, Operand partial) =>
        CompleteWeightGradient(node, context, Unpacker(packing), partial);

    /// <summary>Adds the step that sums the workers' gradients by <see cref="UnpackKernel"/>.</summary>
    public static void CompleteWeightGradient(Node node, LoweringContext context, RuntimeKernel unpack, Operand partial) =>
        context.Complete(node, "dW, in PyTorch's layout", unpack, StepScope.Shares, partial, context.Gradient(node, "weight"));

    /// <summary>A call that sums what all workers have and brings it into PyTorch's layout.</summary>
    public static RuntimeKernel UnpackKernel(string method, params (string Name, int Value)[] constants) => new(
        "WeightPacking." + method, [new("packed"), new("gradient", IsOutput: true)],
        Constants(constants).AddRange("workers: Threads", "workerStride: WorkerLength"), TakesRange: false);

    /// <summary>Adds db = Σdy, where a bias is stored.</summary>
    public static void BiasGradient(Node node, LoweringContext context, Value outputGradient)
    {
        if (!node.Has("bias"))
        {
            return;
        }

        var sums = WorkerSums(node, context, "BiasSums", outputGradient.Layout.Pitch);
        var kernel = new ColumnSumsKernel(outputGradient.Layout);
        context.Add(node, "db += Σ dy", kernel, ScopeOfPositions(outputGradient.Layout), new ValueOperand(outputGradient), sums);
        context.Complete(node, "db", SumWorkers(node), StepScope.Serial, sums, context.Gradient(node, "bias"));
    }

    /// <summary>A block of doubles that each worker adds up in.</summary>
    public static Operand WorkerSums(Node node, LoweringContext context, string role, int length) =>
        new BlockOperand(context.Block(node, role, Area.WorkerDoubles, length));

    /// <summary>The call that sums the workers' doubles from <paramref name="firstSum"/> on, per channel or, where <paramref name="isShared"/>, of all channels.</summary>
    public static RuntimeKernel SumWorkers(Node node, bool isShared = false, int firstSum = 0) => new(
        isShared ? "WeightPacking.SumWorkersAndChannels" : "WeightPacking.SumWorkers",
        [new("sums", IsDouble: true), new("gradient", IsOutput: true)],
        [
            Constant("channels", node.Shape.Channels), "workers: Threads", "workerStride: WorkerDoublesLength",
            .. firstSum == 0 ? Array.Empty<string>() : [Constant("firstSum", firstSum)],
        ],
        TakesRange: false);

    /// <summary>A float block that each worker accumulates into.</summary>
    public static Operand WorkerBlock(Node node, LoweringContext context, string role, int length) =>
        new BlockOperand(context.Block(node, role, Area.Worker, length));

    /// <summary>
    /// The gradient in front of the layer's fused activation, with a halo that its input gradient can read: the output's gradient itself
    /// where that is already so, otherwise a value of its own.
    /// </summary>
    public static Value PreActivationGradient(Node node, LoweringContext context, Halo halo)
    {
        var outputGradient = context.OutputGradient(node);
        var activation = node.Epilogue.Select(operation => operation.Source.Layer.Activation).SingleOrDefault();
        if (activation is null && Halo.Union(halo, outputGradient.Layout.Halo) == outputGradient.Layout.Halo)
        {
            return outputGradient;
        }

        var gradient = context.Scratch(node, "ProductGradient", Layout.For(node.Shape, halo));
        if (activation is null)
        {
            var copy = new MapKernel(outputGradient.Layout, gradient.Layout, []);
            context.Add(node, "dy, with a border of zeros", copy, ScopeOfPositions(gradient.Layout), new ValueOperand(outputGradient), new ValueOperand(gradient));
            return gradient;
        }

        var output = context.Output(node);
        var kernel = new MapGradientKernel(activation, output.Layout, outputGradient.Layout, gradient.Layout, Accumulate: false);
        context.Add(
            node, $"gradient in front of {activation.Name}", kernel, ScopeOfPositions(gradient.Layout),
            new ValueOperand(output), new ValueOperand(outputGradient), new ValueOperand(gradient));
        return gradient;
    }

    public static StepScope ScopeOfPositions(Layout layout) => layout.Height * layout.Width == 1 ? StepScope.Rows : StepScope.Sample;

    public static string Constant(string name, int value) => name + ": " + value.ToString(CultureInfo.InvariantCulture);

    public static ImmutableArray<string> Constants(params (string Name, int Value)[] constants) =>
        [.. constants.Select(constant => Constant(constant.Name, constant.Value))];

    public static EquatableArray<EpilogueOperation> Accumulating(bool accumulate) =>
        accumulate ? [new AccumulateOperation()] : [];

    public static StepScope Scope(ContractionLoops loops) => loops.ColumnsAreSamples ? StepScope.Rows : StepScope.Sample;

    // Tiles over samples are chosen for a batch of this size; any other works.
    private const int TypicalBatch = 64;

    private static Block BiasBlock(Node node, LoweringContext context) =>
        context.Block(node, "Bias", Area.Constants, Border(node, context)?.Rows.Length ?? Layout.RoundUp(node.Shape.Channels, Layout.Lanes));

    private static BorderBias? Border(Node node, LoweringContext context) =>
        context.IsInference && node.Folds.Any(fold => fold.Side == FoldSide.Input) ? node.Layer.BorderBias(node) : null;

    private static int Columns(ContractionLoops loops) => loops.ColumnsAreSamples ? TypicalBatch : loops.Columns;

    /// <summary>Weights that no cache keeps are read once per sample instead of once per row.</summary>
    private static bool ReadsWeightsOnce(ContractionLoops loops, int outputs) =>
        !loops.ColumnsAreSamples && (long)loops.Depth * outputs > CacheSizes.HalfOfSecondLevel;

    private static EquatableArray<int> WindowStarts(ChannelGroups groups, int blockWidth) =>
        groups.Groups == 1 ? [] : groups.WindowStarts(blockWidth);

    private static Tile WideTile(int columns, int outputs, int depth, bool exact, int blockWidth)
    {
        var tile = TileChoice.Wide(columns, blockWidth / Layout.Lanes, depth, exact);
        return tile.Vectors * Layout.Lanes <= Math.Min(blockWidth, outputs)
            ? tile
            : throw new InvalidOperationException($"A tile of {tile.Vectors} vectors does not fit a block of {blockWidth}.");
    }

    private static RuntimeKernel Unpacker(WeightPacking packing) => packing.Depthwise
        ? UnpackKernel("UnpackDepthwiseGradient", ("channels", packing.Outputs), ("taps", packing.TapRows * packing.TapColumns), ("pitch", packing.BlockWidth))
        : UnpackKernel("UnpackGradient", [.. Sizes(packing)]);

    private static IEnumerable<(string Name, int Value)> Sizes(WeightPacking packing) =>
    [
        ("outputs", packing.Outputs), ("inputs", packing.Inputs), ("groups", packing.Groups),
        ("tapRows", packing.TapRows), ("tapColumns", packing.TapColumns), ("blockWidth", packing.BlockWidth),
    ];
}
