using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>Inference: a 3×3 convolution of stride 1 that is done by <see cref="WinogradKernel"/>.</summary>
internal sealed class WinogradConv2dLayer(Conv2dLayer layer, int size) : Conv2dLayer(layer.OutChannels, layer.Window, layer.Groups, layer.HasBias)
{
    // Floats in a cycle from the second-level cache and from beyond it.
    private const double SecondLevelSpeed = 10;
    private const double BeyondSpeed = 4;

    private const int SquaresOfTile = 14;
    private const int StreamedWidth = 2 * Layout.Lanes;

    /// <summary>Whether the kernel can do the layer: whole vectors of channels, a square of outputs in the image, one bias for all positions.</summary>
    public static bool Fits(Node node, int size) =>
        node.Layer is Conv2dLayer { Groups: 1, Window: { KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1 } } layer
        && node.Layer.GetType() == typeof(Conv2dLayer)
        && node.InputShape.Channels % Layout.Lanes == 0 && layer.OutChannels % Layout.Lanes == 0
        && node.Shape.Width >= size
        && !(node.Folds.Any(fold => fold.Side == FoldSide.Input) && layer.IsPadded);

    public override Halo InputHalo(Node node, int input)
    {
        var halo = base.InputHalo(node, input);
        int rows = (WinogradSquares.Along(node.Shape.Height, size) * size) + Window.KernelHeight - 1;
        return halo with { Bottom = rows - Window.PaddingHeight - node.InputShape.Height };
    }

    public override string Describe(Shape input, Shape output) => $"{base.Describe(input, output)} by Winograd F({size}×{size}, 3×3)";

    public override void LowerForward(Node node, LoweringContext context)
    {
        var input = context.Input(node);
        var output = context.Output(node);
        string formula = WeightedLowering.Formula(node, context, "Aᵀ[U ⊙ (Bᵀ·x·B)]·A, U = G·w·Gᵀ");
        var (epilogue, operands) = context.Epilogue(node);
        var kernel = Kernel(input.Layout, output.Layout, WeightedLowering.HasBias(node, context), epilogue);
        var scratch = context.Scratch(node, "Squares", new Layout(Layout.Lanes, 1, kernel.ScratchLength / Layout.Lanes, Layout.Lanes, Halo.None));
        Operand[] all =
        [
            new ValueOperand(input), Weights(node, context, kernel), .. WeightedLowering.Bias(node, context), .. operands, new ValueOperand(scratch), new ValueOperand(output),
        ];
        context.Add(node, formula, kernel, StepScope.Sample, all);
    }

    private static Operand Weights(Node node, LoweringContext context, WinogradKernel kernel)
    {
        int inputs = kernel.Product.Loops.Channels, outputs = kernel.Product.Outputs;
        var block = context.Block(node, "Weights", Area.Constants, kernel.Span * kernel.Span * inputs * outputs);
        var pack = WeightedLowering.PackKernel("PackWinograd", ("outputs", outputs), ("inputs", inputs), ("size", kernel.Size), ("blockWidth", kernel.Product.BlockWidth));
        return WeightedLowering.Weights(node, context, outputs, inputs, 1, [new PackedWeights(pack, block)]).Single();
    }

    private WinogradKernel Kernel(Layout input, Layout output, bool hasBias, EquatableArray<EpilogueOperation> epilogue)
    {
        int columns = WinogradSquares.Along(output.Width, size), rows = WinogradSquares.Along(output.Height, size);
        int places = (size + 2) * (size + 2);
        long weights = (long)places * input.Channels * output.Channels;
        int together = RowsTogether(rows, columns, places * columns * (input.Channels + output.Channels), weights);
        bool streams = weights > CacheSizes.SecondLevel;

        // Two workers have half of the rows each, or half of the channels: a tile that fits those fits all of them too.
        var product = Product((streams ? together : Math.Min(together, (rows + 1) / 2)) * columns, input.Channels, output.Channels, streams);
        return new WinogradKernel(size, input, output, (Window.PaddingHeight, Window.PaddingWidth), together, product, hasBias, epilogue) { SharesChannels = streams };
    }

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
