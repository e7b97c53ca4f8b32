using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>A 3×3 convolution of stride 1 that is done by <see cref="WinogradKernel"/>: forward and, in training, its gradients too.</summary>
/// <param name="layer">The convolution.</param>
/// <param name="size">Rows and columns of a square of outputs: 2 or 4.</param>
/// <param name="trains">Whether it has gradients.</param>
internal sealed class WinogradConv2dLayer(Conv2dLayer layer, int size, bool trains) : Conv2dLayer(layer.OutChannels, layer.Window, layer.Groups, layer.HasBias)
{
    /// <summary>Whether the kernel can do the layer: whole vectors of channels, a square of outputs in the image, one bias for all positions.</summary>
    public static bool Fits(Node node, int size) =>
        node.Layer is Conv2dLayer { Groups: 1, Window: { KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1 } } layer
        && node.Layer.GetType() == typeof(Conv2dLayer)
        && node.InputShape.Channels % Layout.Lanes == 0 && layer.OutChannels % Layout.Lanes == 0
        && node.Shape.Width >= size
        && !(node.Folds.Any(fold => fold.Side == FoldSide.Input) && layer.IsPadded);

    /// <summary>The rows of squares may reach below the image; for the gradient of the weights, which adds every square up, the columns to its right too.</summary>
    public override Halo InputHalo(Node node, int input)
    {
        var halo = base.InputHalo(node, input);
        var squares = WinogradLowering.Overhang(node.Shape, size);
        return halo with { Bottom = halo.Bottom + squares.Rows, Right = halo.Right + (trains ? squares.Columns : 0) };
    }

    public override Halo OutputGradientHalo(Node node) => node.Epilogue.IsEmpty ? GradientHalo(node, readsInputGradient: true) : Halo.None;

    public override string Describe(Shape input, Shape output) => $"{base.Describe(input, output)} by Winograd F({size}×{size}, 3×3)";

    public override void LowerForward(Node node, LoweringContext context)
    {
        string formula = WeightedLowering.Formula(node, context, "Aᵀ[U ⊙ (Bᵀ·x·B)]·A, U = G·w·Gᵀ");
        var (epilogue, operands) = context.Epilogue(node);
        var kernel = WinogradLowering.Kernel(
            size, (Window.PaddingHeight, Window.PaddingWidth), context.Input(node).Layout, context.Output(node).Layout, WeightedLowering.HasBias(node, context), epilogue, isInputGradient: false);
        Operand[] all =
        [
            new ValueOperand(context.Input(node)), WinogradLowering.Weights(node, context, kernel), .. WeightedLowering.Bias(node, context), .. operands,
            context.KernelScratch(node, "Squares", kernel.ScratchLength), new ValueOperand(context.Output(node)),
        ];
        context.Add(node, formula, kernel, StepScope.Sample, all);
    }

    public override void LowerBackward(Node node, LoweringContext context)
    {
        bool needsInputGradient = context.NeedsGradient(context.Graph[node.Inputs[0]]);
        var gradient = WeightedLowering.PreActivationGradient(node, context, GradientHalo(node, needsInputGradient));
        WinogradLowering.WeightGradient(node, context, size, (Window.PaddingHeight, Window.PaddingWidth), context.Input(node), gradient);
        WeightedLowering.BiasGradient(node, context, gradient);
        if (context.InputGradient(node, out bool accumulate) is { } inputGradient)
        {
            LowerInputGradient(node, context, gradient, inputGradient, accumulate);
        }
    }

    private (int Rows, int Columns) InputGradientPadding => (Window.KernelHeight - 1 - Window.PaddingHeight, Window.KernelWidth - 1 - Window.PaddingWidth);

    /// <summary>
    /// Whether the gradient of the input is a convolution that the kernel can do: dy in a border of zeros, and, where it is added to another gradient, squares that do not overlap.
    /// </summary>
    private bool FitsInputGradient(Node node, bool accumulate) =>
        InputGradientPadding is { Rows: >= 0, Columns: >= 0 } && node.InputShape.Width >= size && !(accumulate && node.InputShape.Width % size != 0);

    private void LowerInputGradient(Node node, LoweringContext context, Value gradient, Value inputGradient, bool accumulate)
    {
        if (!FitsInputGradient(node, accumulate))
        {
            ConvolutionGradient.Lower(node, context, Window, Groups, gradient, inputGradient, accumulate);
            return;
        }

        var kernel = WinogradLowering.Kernel(
            size, InputGradientPadding, gradient.Layout, inputGradient.Layout, hasBias: false, WeightedLowering.Accumulating(accumulate), isInputGradient: true);
        context.Add(
            node, "dx = Aᵀ[U ⊙ (Bᵀ·dy·B)]·A, U = G·w·Gᵀ of the flipped kernel", kernel, StepScope.Sample,
            new ValueOperand(gradient), WinogradLowering.TransposedWeights(node, context, kernel), context.KernelScratch(node, "Squares", kernel.ScratchLength), new ValueOperand(inputGradient));
    }

    /// <summary>The border of zeros that both gradients read around dy.</summary>
    private Halo GradientHalo(Node node, bool readsInputGradient)
    {
        var (rows, columns) = WinogradLowering.Overhang(node.Shape, size);
        var ofWeights = new Halo(0, 0, rows, columns);
        if (!readsInputGradient)
        {
            return ofWeights;
        }

        var direct = ConvolutionGradient.Halo(Window, node.InputShape, node.Shape);
        return Halo.Union(ofWeights, direct with { Bottom = direct.Bottom + WinogradLowering.Overhang(node.InputShape, size).Rows });
    }
}
