using System.Collections.Immutable;

namespace BnCompiler.Generator.Ir;

/// <summary>
/// What one kind of layer means, with its arguments read: the base of the one file per layer in Layers. Immutable; it
/// knows nothing of the graph around it.
/// </summary>
internal abstract class Layer
{
    /// <summary>The attribute's name without its suffix: <c>Conv2d</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>One line for headers and reports, in PyTorch's terms: <c>Conv2d(1 → 32, kernel 3×3, padding 1)</c>.</summary>
    public abstract string Describe(Shape input, Shape output);

    /// <summary>The shape of the output, or null after reporting why the input does not fit.</summary>
    public abstract Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings);

    /// <summary>Whether it reads nothing: an input of the network.</summary>
    public virtual bool IsInput => false;

    /// <summary>The names of the values that it reads beside the current one, in the order of its inputs.</summary>
    public virtual ImmutableArray<string> Others => [];

    /// <summary>The parameters and buffers, PyTorch's order: weight, bias, running_mean, running_var.</summary>
    public virtual ImmutableArray<ParameterSpec> Parameters(ImmutableArray<Shape> inputs) => [];

    /// <summary>
    /// What becomes of constants and of factors per channel of one input: all that the layer says about redundancy. The default, nothing, is always sound.
    /// </summary>
    public virtual ChannelRule ChannelRule(Node node, int input) => Ir.ChannelRule.Nothing;

    /// <summary>
    /// The role of the parameter that only adds a constant per output channel (a bias, a BatchNorm's β), or null.
    /// It is redundant where the output is shift invariant in every channel by itself.
    /// </summary>
    public virtual string? AdditiveParameter => null;

    /// <summary>
    /// What each input has to take of an affine map behind the layer, so that the layer without it computes the same: for layers of several inputs
    /// that let the map pass to all of them together. Empty where they do not.
    /// </summary>
    public virtual ImmutableArray<AffineShare> AffineShares(Node node) => [];

    /// <summary>How a per-channel affine map behind (or in front of) this layer can be moved over it when folding for inference.</summary>
    public virtual AffineRule AffineRule(Node node) => Ir.AffineRule.None;

    /// <summary>For a layer whose weights take a map in front of it: what its shift becomes where that depends on the position; null where it is one constant per channel.</summary>
    public virtual BorderBias? BorderBias(Node node) => null;

    /// <summary>Why <see cref="AffineRule"/> is not more than it is, as the end of a sentence that begins with the layer's name.</summary>
    public virtual string AffineObstacle => "is not affine per channel";

    /// <summary>Whether the kernel that writes the layer's input writes its value too, as a <see cref="SideOperation"/>.</summary>
    public virtual bool IsSideValue => false;

    /// <summary>Whether the kernel of this node can add other values to its output before storing it, as an epilogue.</summary>
    public virtual bool AcceptsAddends(Node node) => false;

    /// <summary>Whether the layer is the sum of its inputs and nothing else; inference fuses it into the layer that computes one of them.</summary>
    public virtual bool IsAddition => false;

    /// <summary>Whether the training program can compute <paramref name="activation"/> in this layer's kernel and still find its gradient.</summary>
    public virtual bool FusesInTraining(Activation activation) => false;

    /// <summary>The elementwise function, for layers that are nothing else; inference and training fuse it into its producer.</summary>
    public virtual Activation? Activation => null;

    /// <summary>Whether the layer is an elementwise function with nothing of its own for a channel, so that it does not matter how values are arranged.</summary>
    public bool IsSameForAllChannels => Activation is { Parameter: null or { IsPerChannel: false } };

    /// <summary>Whether the layer does nothing at inference (Dropout).</summary>
    public virtual bool IsIdentityAtInference => false;

    /// <summary>The border of zeros that the layer's forward kernel reads around an input.</summary>
    public virtual Halo InputHalo(Node node, int input) => Halo.None;

    /// <summary>The border of zeros that the layer's backward kernel reads around the gradient of its output.</summary>
    public virtual Halo OutputGradientHalo(Node node) => Halo.None;

    /// <summary>Whether the layer reads its input one value at a time, so that its channels need no padding to whole vectors.</summary>
    public virtual bool BroadcastsInput(Node node) => false;

    /// <summary>Whether the layer takes an image where a flattened one is meant (Linear does, by permuting its weights).</summary>
    public virtual bool ReadsFlattenedImage => false;

    /// <summary>Whether the layer only renames the values of an image as features.</summary>
    public virtual bool IsFlatten => false;

    /// <summary>
    /// Adds the steps of the forward pass, for training or inference as the context says. The kernel that writes the node's value finishes it with
    /// <see cref="LoweringContext.Epilogue"/>, whatever the layer.
    /// </summary>
    public virtual void LowerForward(Node node, LoweringContext context) =>
        throw new InvalidOperationException(Kind + " has no forward lowering.");

    /// <summary>Adds the steps of the backward pass: parameter gradients, then the gradient of each input that needs one.</summary>
    public virtual void LowerBackward(Node node, LoweringContext context) =>
        throw new InvalidOperationException(Kind + " has no backward lowering.");
}

/// <summary>What folding may do with y = s·x + t, per channel, next to a layer.</summary>
[Flags]
internal enum AffineRule
{
    None = 0,

    /// <summary>The layer's weights can take an affine map that follows it: W′ = sW, b′ = s·b + t.</summary>
    TakesOutput = 1,

    /// <summary>The layer's weights can take an affine map in front of it: W′ = W·diag(s), b′ = b + W·t.</summary>
    TakesInput = 2,

    /// <summary>An affine map behind the layer may be moved in front of it, channel by channel, for any sign of s.</summary>
    Commutes = 4,
}

/// <summary>The part of an affine map that goes to one of several layers in front of it.</summary>
/// <param name="FirstChannel">The map's channel of the layer's first output.</param>
/// <param name="Shifts">Whether t goes there; s goes to all.</param>
internal sealed record AffineShare(int FirstChannel, bool Shifts)
{
    /// <summary>The part of a part.</summary>
    public AffineShare Of(AffineShare inner) => new(FirstChannel + inner.FirstChannel, Shifts && inner.Shifts);
}

/// <summary>One parameter or running statistic of a layer.</summary>
/// <param name="Role">PyTorch's name inside the module: <c>weight</c>, <c>bias</c>, <c>running_mean</c>, <c>running_var</c>.</param>
/// <param name="Kind">The name of the member of the runtime's <c>ParameterKind</c>.</param>
/// <param name="Sizes">PyTorch's shape.</param>
/// <param name="FanIn">Inputs that one output sums over, for the initialiser; 0 where it does not matter.</param>
/// <param name="FanOut">Outputs that one input reaches.</param>
/// <param name="InputsFirst">Whether its first axis is the layer's inputs and its second one the outputs of a group: the weight of a transposed convolution.</param>
internal sealed record ParameterSpec(
    string Role, string Kind, ImmutableArray<int> Sizes, int FanIn = 0, int FanOut = 0, bool InputsFirst = false)
{
    /// <summary>What every value starts from, where neither the kind nor an initialiser says it.</summary>
    public float? InitialValue { get; init; }

    public int Length => Sizes.Aggregate(1, (product, size) => product * size);

    public bool IsTrainable => Kind is not ("RunningMean" or "RunningVariance");
}

/// <summary>Collects findings about one layer.</summary>
/// <param name="layer">Index of the layer in the declaration, or −1 for the network itself.</param>
/// <param name="findings">Where they go.</param>
/// <param name="subject">The layer as messages call it: <c>Linear 'linear1'</c>.</param>
internal sealed class FindingSink(int layer, ImmutableArray<Finding>.Builder findings, string subject = "")
{
    public string Subject { get; } = subject;

    /// <summary>The names of the layer's inputs, where they are known.</summary>
    public ImmutableArray<string> Inputs { get; init; } = [];

    /// <summary>An input as messages call it.</summary>
    public string InputName(int index) => index < Inputs.Length ? $"'{Inputs[index]}'" : $"input {index}";

    public void Report(string id, string? argument, params string[] arguments) =>
        findings.Add(new Finding(id, layer, argument, [.. arguments]));
}
