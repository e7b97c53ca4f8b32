using System.Collections.Immutable;

namespace BnCompiler.Generator.Ir;

/// <summary>How <c>Fold()</c> computes a block of an inference program's constants from the network's parameters.</summary>
internal abstract record ConstantRecipe(Node Node);

/// <summary>The packed weights of a layer, with every BatchNorm of <see cref="Node.Folds"/> multiplied in, and its bias.</summary>
/// <param name="Outputs">Channels that the layer writes.</param>
/// <param name="Inputs">Channels of all groups that it reads; for a Linear behind a Flatten those of the image.</param>
/// <param name="Packed">Where the weights go; a transposed convolution packs them for each phase of its stride.</param>
internal sealed record WeightRecipe(
    Node Node, int Outputs, int Inputs, int Groups, ImmutableArray<PackedWeights> Packed, Block? Bias) : ConstantRecipe(Node);

/// <summary>A block of packed weights.</summary>
/// <param name="Pack">The call that packs, as training makes it.</param>
internal sealed record PackedWeights(RuntimeKernel Pack, Block Block);

/// <summary>scale and shift of a BatchNorm that a kernel applies to the value it writes.</summary>
/// <param name="Node">The BatchNorm.</param>
internal sealed record AffineRecipe(Node Node, Block Scale, Block Shift) : ConstantRecipe(Node);

/// <summary>A parameter that is copied as it is, into the order in which kernels read it.</summary>
/// <param name="Move">The call that copies, as training makes it.</param>
internal sealed record CopyRecipe(Node Node, string Role, RuntimeKernel Move, Block Block) : ConstantRecipe(Node);

/// <summary>How PyTorch's weights lie in a packed block.</summary>
/// <param name="Outputs">Output channels in the file's layout.</param>
/// <param name="Inputs">Input channels of all groups.</param>
/// <param name="TapRows">Kernel height; for a Linear behind a Flatten the height of the image.</param>
/// <param name="BlockWidth">Output channels in a block; for a depthwise layer the pitch, all channels being one block.</param>
/// <param name="Depthwise">Packed [tap row][tap column][channel].</param>
internal sealed record WeightPacking(
    int Outputs, int Inputs, int Groups, int TapRows, int TapColumns, int BlockWidth, bool Depthwise = false)
{
    public int InputsPerGroup => Inputs / Groups;

    public ChannelGroups ChannelGroups => new(Groups, InputsPerGroup, Outputs / Groups);

    /// <summary>Input channels stored for each output block.</summary>
    public int Window => Depthwise ? 1 : ChannelGroups.WindowLength(BlockWidth);

    public int PackedLength => Layout.RoundUp(Outputs, BlockWidth) * TapRows * TapColumns * Window;
}
