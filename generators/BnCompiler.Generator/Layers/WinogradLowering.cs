using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>The kernels of a convolution by Winograd's minimal filtering, and their weights.</summary>
internal static class WinogradLowering
{
    // Floats in a cycle from the second-level cache and from beyond it.
    private const double SecondLevelSpeed = 10;
    private const double BeyondSpeed = 4;

    private const int SquaresOfTile = 14;
    private const int StreamedWidth = 2 * Layout.Lanes;

    // Steps of a weight gradient's tile, so that loading and storing its accumulators is a small part.
    private const int SquaresOfSum = 32;

    /// <summary>Rows and columns of outputs in squares that reach beyond the image.</summary>
    public static (int Rows, int Columns) Overhang(Shape shape, int size) =>
        ((WinogradSquares.Along(shape.Height, size) * size) - shape.Height, (WinogradSquares.Along(shape.Width, size) * size) - shape.Width);

    /// <summary>The transformed weights, as the forward kernel reads them.</summary>
    public static Operand Weights(Node node, LoweringContext context, WinogradKernel kernel)
    {
        int inputs = kernel.Product.Loops.Channels, outputs = kernel.Product.Outputs;
        var block = context.Block(node, "Weights", context.IsInference ? Area.Constants : Area.Shared, kernel.WeightsLength);
        return WeightedLowering.Weights(node, context, outputs, inputs, 1, [new PackedWeights(Pack("PackWinograd", outputs, inputs, kernel), block)]).Single();
    }

    /// <summary>The transformed weights of the gradient of the input: kernels flipped, inputs and outputs exchanged.</summary>
    public static Operand TransposedWeights(Node node, LoweringContext context, WinogradKernel kernel)
    {
        var packed = new BlockOperand(context.Block(node, "TransposedWeights", Area.Shared, kernel.WeightsLength));
        var pack = Pack("PackWinogradInputGradient", kernel.Product.Loops.Channels, kernel.Product.Outputs, kernel);
        WeightedLowering.Pack(node, context, "weights packed for the input's gradient", pack, packed);
        return packed;
    }

    /// <summary>The kernel from an image to a result.</summary>
    public static WinogradKernel Kernel(
        int size, (int Rows, int Columns) padding, Layout input, Layout output, bool hasBias, EquatableArray<EpilogueOperation> epilogue, bool isInputGradient)
    {
        int columns = WinogradSquares.Along(output.Width, size), rows = WinogradSquares.Along(output.Height, size);
        int places = (size + 2) * (size + 2);
        long weights = (long)places * input.Channels * output.Channels;
        int together = RowsTogether(rows, columns, places * columns * (input.Channels + output.Channels), weights);
        bool streams = weights > CacheSizes.SecondLevel;

        // Two workers have half of the rows each, or half of the channels: a tile that fits those fits all of them too.
        var product = Product((streams ? together : Math.Min(together, (rows + 1) / 2)) * columns, input.Channels, output.Channels, streams);
        return new WinogradKernel(size, input, output, padding, together, product, hasBias, epilogue, isInputGradient) { SharesChannels = streams };
    }

    /// <summary>Adds dW: the sums of each worker at every place of the transformed squares, which are transformed back when all samples are in them.</summary>
    public static void WeightGradient(Node node, LoweringContext context, int size, (int Rows, int Columns) padding, Value input, Value gradient)
    {
        int inputs = input.Layout.Channels, outputs = gradient.Layout.Channels;
        int columns = WinogradSquares.Along(node.Shape.Width, size);
        int vectors = outputs % StreamedWidth == 0 ? 2 : 1;
        var kernel = new WinogradWeightGradientKernel(
            size, input.Layout, gradient.Layout, padding, (SquaresOfSum + columns - 1) / columns,
            TileChoice.WideGradient(inputs, vectors, SquaresOfSum), TileChoice.NarrowGradient(inputs, SquaresOfSum));
        var partial = WeightedLowering.WorkerBlock(node, context, "WeightGradient", kernel.Span * kernel.Span * inputs * outputs);

        // A sample with few squares waits for others, so that sums are long.
        var scope = kernel.SquareRows * kernel.SquareColumns >= SquaresOfSum / 2 ? StepScope.Sample : StepScope.Rows;
        context.Add(
            node, "dW += Gᵀ[(Bᵀ·x·B) ⊙ (A·dy·Aᵀ)]·G, but for G", kernel, scope,
            new ValueOperand(input), new ValueOperand(gradient), context.KernelScratch(node, "Squares", kernel.ScratchLength), partial);
        WeightedLowering.CompleteWeightGradient(
            node, context, WeightedLowering.UnpackKernel("UnpackWinogradGradient", ("outputs", outputs), ("inputs", inputs), ("size", size)), partial);
    }

    private static RuntimeKernel Pack(string method, int outputs, int inputs, WinogradKernel kernel) =>
        WeightedLowering.PackKernel(method, ("outputs", outputs), ("inputs", inputs), ("size", kernel.Size), ("blockWidth", kernel.Product.BlockWidth));

    /// <summary>
    /// The rows of squares for which least time goes into what the first-level cache does not keep: weights, in every round, and what one transform writes and the next one reads. Of
    /// equal ones the fewest, since the closest cache matters most; but enough squares for a register tile.
    /// </summary>
    private static int RowsTogether(int rows, int columns, long perRow, long weights)
    {
        int fewest = Math.Min(rows, (SquaresOfTile + columns - 1) / columns);
        return Enumerable.Range(fewest, rows - fewest + 1).OrderBy(Cycles).ThenBy(together => together).First();

        double Cycles(int together)
        {
            long round = together * perRow;
            double values = round <= CacheSizes.FirstLevel ? 0 : 2.0 * rows * perRow / (round <= CacheSizes.HalfOfSecondLevel ? SecondLevelSpeed : BeyondSpeed);
            double rounds = (rows + together - 1) / together;
            return values + (weights + round <= CacheSizes.SecondLevel ? 0 : rounds * weights / BeyondSpeed);
        }
    }

    /// <summary>Distances between squares are no powers of two, so that they do not fall into one set of a cache.</summary>
    /// <param name="squares">Rows of the product.</param>
    /// <param name="inputs">The summed channels.</param>
    /// <param name="outputs">The product's columns.</param>
    /// <param name="streams">Whether the weights come from beyond the caches: then tiles are narrow and have many rows, so that few of them wait for each block.</param>
    private static ContractionKernel Product(int squares, int inputs, int outputs, bool streams)
    {
        var loops = new ContractionLoops(0, 0, 1, 0, 0, squares, inputs + Layout.Lanes, outputs + Layout.Lanes, 0, 0, 1, 0, 1, 0, inputs);
        int blockWidth = streams && outputs % StreamedWidth == 0 ? StreamedWidth : WeightedLowering.BlockWidth(loops, outputs);
        var product = WeightedLowering.Contraction(loops, new ChannelGroups(1, inputs, outputs), outputs, blockWidth, hasBias: false, [], isInputGradient: false);
        return streams ? product.WithPrefetch(WeightedLowering.Tiles(squares, product)) : product;
    }
}
