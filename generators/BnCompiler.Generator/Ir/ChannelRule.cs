namespace BnCompiler.Generator.Ir;

/// <summary>What a layer does to a constant that is added to a channel of its input everywhere and for all samples, or to a positive factor of the channel.</summary>
internal enum ChannelEffect
{
    /// <summary>Nothing is known of the output. Always sound.</summary>
    Ends = 0,

    /// <summary>It is one of the output channels that the channel becomes; what several inputs bring adds up (constants) or multiplies (factors).</summary>
    Passes,

    /// <summary>It passes where every input brings the same: the common factor of all branches of an addition.</summary>
    PassesTogether,

    /// <summary>It passes through the layer's weights to all outputs of its group.</summary>
    Mixes,

    /// <summary>
    /// The layer takes it away, whatever follows, with batch statistics: that of each channel where channels are normalised one by one, and only what they share
    /// where the map puts channels in groups.
    /// </summary>
    Absorbed,
}

/// <summary>What may be done to a channel.</summary>
internal enum Symmetry
{
    /// <summary>A constant added.</summary>
    Shift,

    /// <summary>A positive factor.</summary>
    Scale,
}

/// <summary>
/// The rule of one input of a layer: from it the analyses derive which constants and factors cannot change the network's output, which parameters can make
/// up for them, and how the value of an eliminated bias travels.
/// </summary>
/// <param name="Map">How the input's channels become the output's.</param>
/// <param name="Shift">What becomes of constants.</param>
/// <param name="Scale">What becomes of factors.</param>
internal sealed record ChannelRule(ChannelMap Map, ChannelEffect Shift, ChannelEffect Scale)
{
    /// <summary>What becomes of one or the other.</summary>
    public ChannelEffect Effect(Symmetry symmetry) => symmetry == Symmetry.Shift ? Shift : Scale;

    /// <summary>Nothing is known.</summary>
    public static ChannelRule Nothing { get; } = new(ChannelMap.Same, ChannelEffect.Ends, ChannelEffect.Ends);

    /// <summary>Constants and factors pass: means with weights that sum to 1, maxima, copies.</summary>
    public static ChannelRule Pass { get; } = Moves(ChannelMap.Same);

    /// <summary>f(a·x) = a·f(x) for a &gt; 0, and constants end.</summary>
    public static ChannelRule PassFactors { get; } = new(ChannelMap.Same, ChannelEffect.Ends, ChannelEffect.Passes);

    /// <summary>Mean and deviation of each channel are taken away.</summary>
    public static ChannelRule NormalizeChannels { get; } = new(ChannelMap.Same, ChannelEffect.Absorbed, ChannelEffect.Absorbed);

    /// <summary>Values only change their places.</summary>
    public static ChannelRule Moves(ChannelMap map) => new(map, ChannelEffect.Passes, ChannelEffect.Passes);

    /// <summary>Mean and deviation over all channels of a group together are taken away (GroupNorm; LayerNorm is one group).</summary>
    public static ChannelRule NormalizeGroups(int channels, int groups) =>
        new(new ChannelMap.Grouped(channels / groups, channels / groups), ChannelEffect.Absorbed, ChannelEffect.Absorbed);

    /// <summary>A layer with weights from the inputs of a group to its outputs.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="groups">Groups.</param>
    /// <param name="keepsConstants">Whether equal inputs everywhere give equal outputs everywhere: no zeros around the image.</param>
    public static ChannelRule Weights(int inputs, int outputs, int groups, bool keepsConstants) =>
        new(new ChannelMap.Grouped(inputs / groups, outputs / groups), keepsConstants ? ChannelEffect.Mixes : ChannelEffect.Ends, ChannelEffect.Mixes);
}
