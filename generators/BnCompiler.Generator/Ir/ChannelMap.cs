namespace BnCompiler.Generator.Ir;

/// <summary>Neighbouring channels of a value.</summary>
internal readonly record struct ChannelRange(int First, int Count);

/// <summary>Which channels of one input each channel of a layer's output is made of.</summary>
internal abstract record ChannelMap
{
    /// <summary>Channel c is made of channel c.</summary>
    public static ChannelMap Same { get; } = new Identity();

    /// <summary>The channels of the input behind a channel of the output; none where the output has it from another input.</summary>
    public abstract ChannelRange Sources(int output);

    /// <summary>Whether no two channels of the input can meet in one of the output.</summary>
    public virtual bool KeepsApart => true;

    private sealed record Identity : ChannelMap
    {
        public override ChannelRange Sources(int output) => new(output, 1);
    }

    /// <summary>
    /// Values in their order, counted off anew: channels of <paramref name="InputPositions"/> values become channels of
    /// <paramref name="OutputPositions"/> (Flatten: of one).
    /// </summary>
    public sealed record Regroup(int InputPositions, int OutputPositions) : ChannelMap
    {
        public override bool KeepsApart => false;

        public override ChannelRange Sources(int output)
        {
            int first = (int)((long)output * OutputPositions / InputPositions);
            int last = (int)((((output + 1L) * OutputPositions) - 1) / InputPositions);
            return new ChannelRange(first, last - first + 1);
        }
    }

    /// <summary>The input's channels are those from <paramref name="First"/> on (Concat).</summary>
    public sealed record Slice(int First, int Count) : ChannelMap
    {
        public override ChannelRange Sources(int output) =>
            output >= First && output < First + Count ? new ChannelRange(output - First, 1) : default;
    }

    /// <summary>Channel i·groups + j is channel j·C/groups + i of the input (ChannelShuffle).</summary>
    public sealed record Shuffle(int Groups, int Channels) : ChannelMap
    {
        public override ChannelRange Sources(int output) => new((output % Groups * (Channels / Groups)) + (output / Groups), 1);
    }

    /// <summary>Every output channel of a group is made of all the group's input channels.</summary>
    public sealed record Grouped(int InputsPerGroup, int OutputsPerGroup) : ChannelMap
    {
        public override bool KeepsApart => false;

        public override ChannelRange Sources(int output) => new(output / OutputsPerGroup * InputsPerGroup, InputsPerGroup);
    }
}
