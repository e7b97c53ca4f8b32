using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Ir;

/// <summary>
/// A 3×3 convolution of stride 1 by Winograd's minimal filtering, y = Aᵀ[(G·w·Gᵀ) ⊙ (Bᵀ·x·B)]·A (Lavin and Gray, 2015): each square of outputs takes (size + 2)² products for
/// each pair of channels instead of 9·size². The products of all squares at one place are a matrix product, done by the register tile of a contraction.
/// </summary>
/// <param name="Size">Rows and columns of a square of outputs: 2 or 4.</param>
/// <param name="Padding">Rows and columns of zeros in front of the image.</param>
/// <param name="RowsTogether">Rows of squares that are transformed before they are multiplied.</param>
/// <param name="Product">The contraction of the squares of <paramref name="RowsTogether"/> rows at one place.</param>
/// <param name="IsInputGradient">Whether the image is dy and the result dx.</param>
internal sealed record WinogradKernel(
    int Size, Layout Input, Layout Output, (int Rows, int Columns) Padding, int RowsTogether, ContractionKernel Product, bool HasBias, EquatableArray<EpilogueOperation> Epilogue,
    bool IsInputGradient) : Kernel
{
    public override string Role => IsInputGradient ? "InputGradient" : "Forward";

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), new("weights"), .. HasBias ? [new KernelParameter("bias")] : Array.Empty<KernelParameter>(),
            .. KernelParameter.OfEpilogue(Epilogue), new("scratch"), new("output", IsOutput: true)];

    public override bool CanShare => SharesChannels || SquareRows > 1;

    /// <summary>
    /// Whether workers divide the transforms of inputs and then, when all have done theirs, output channels, because no cache of theirs keeps the weights: so each reads its part of them.
    /// Otherwise they divide rows of squares.
    /// </summary>
    public bool SharesChannels { get; init; }

    public override long Products => (long)Span * Span * SquareRows * SquareColumns * Product.Loops.Channels * Product.Outputs;

    /// <summary>Rows and columns of transformed inputs: a square of outputs and the two that the taps reach beyond it.</summary>
    public int Span => Size + 2;

    public int SquareRows => WinogradSquares.Along(Output.Height, Size);

    public int SquareColumns => WinogradSquares.Along(Output.Width, Size);

    /// <summary>Transformed inputs at one place.</summary>
    public int InputsLength => RowsTogether * SquareColumns * Product.Loops.InputColumnStep;

    /// <summary>Products at one place.</summary>
    public int ProductsLength => RowsTogether * SquareColumns * Product.Loops.OutputColumnStep;

    /// <summary>Floats of scratch memory.</summary>
    public int ScratchLength => Span * Span * (InputsLength + ProductsLength);

    /// <summary>Floats of transformed weights.</summary>
    public int WeightsLength => Span * Span * Product.Loops.Channels * Product.Outputs;
}

/// <summary>
/// The gradient of such a convolution's weights, dw = Gᵀ[(Bᵀ·x·B) ⊙ (A·dy·Aᵀ)]·G: what is linear in dw is summed over all squares of all samples at the places of the transformed squares, and Gᵀ…G is
/// applied once at the end. It takes as many products as the forward kernel.
/// </summary>
/// <param name="Size">Rows and columns of a square of outputs: 2 or 4.</param>
/// <param name="Input">The image; zeros around it as far as squares reach.</param>
/// <param name="OutputGradient">The gradient of the result; zeros behind it as far as squares reach.</param>
/// <param name="Padding">Rows and columns of zeros in front of the image.</param>
/// <param name="RowsTogether">Rows of squares, of one sample and the next ones, that are transformed before they are multiplied.</param>
/// <param name="Wide">Input channels × vectors of output channels, for 32 registers of 16 lanes.</param>
/// <param name="Narrow">The same for 16 registers of 8 or 4 lanes.</param>
internal sealed record WinogradWeightGradientKernel(
    int Size, Layout Input, Layout OutputGradient, (int Rows, int Columns) Padding, int RowsTogether, Tile Wide, Tile Narrow) : Kernel
{
    public override string Role => "WeightGradient";

    public override ImmutableArray<KernelParameter> Parameters => [new("input"), new("outputGradient"), new("scratch"), new("weightGradient", IsOutput: true)];

    public override long Products => (long)Span * Span * SquareRows * SquareColumns * Input.Channels * OutputGradient.Channels;

    /// <summary>Rows and columns of a transformed square.</summary>
    public int Span => Size + 2;

    public int SquareRows => WinogradSquares.Along(OutputGradient.Height, Size);

    public int SquareColumns => WinogradSquares.Along(OutputGradient.Width, Size);

    /// <summary>Transformed inputs at one place. Places lie a vector apart from a power of two, so that they do not fall into one set of a cache.</summary>
    public int InputsLength => (RowsTogether * SquareColumns * Input.Channels) + Layout.Lanes;

    /// <summary>Transformed gradients at one place.</summary>
    public int GradientsLength => (RowsTogether * SquareColumns * OutputGradient.Channels) + Layout.Lanes;

    /// <summary>Floats of scratch memory.</summary>
    public int ScratchLength => Span * Span * (InputsLength + GradientsLength);
}

/// <summary>How an image is divided into squares of outputs.</summary>
internal static class WinogradSquares
{
    /// <summary>Squares along an axis; the last one may reach beyond the image.</summary>
    public static int Along(int positions, int size) => (positions + size - 1) / size;
}
