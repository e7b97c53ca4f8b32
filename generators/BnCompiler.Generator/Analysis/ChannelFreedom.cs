using System.Globalization;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Analysis;

/// <summary>
/// Which constants, or factors, the channels of a value may take without a change of the network's output: channels of class 0 none, channels of one class one
/// that they share, a channel that is alone in its class any. As sets of vectors: those that are zero on class 0 and constant on every other class.
/// </summary>
internal sealed class ChannelFreedom
{
    // Most values have it, and most of them many channels: known without a list.
    private readonly bool isAll;
    private readonly int[] classes;
    private readonly int[] sizes;

    private ChannelFreedom(int count, bool isAll)
    {
        Count = count;
        this.isAll = isAll;
        classes = isAll ? [] : new int[count];
        sizes = isAll ? [] : [count];
    }

    /// <summary>The freedom of the members first … first + count − 1 of disjoint sets.</summary>
    private ChannelFreedom(DisjointSets sets, int first, int count)
    {
        Count = count;
        int[] numbers = new int[sets.Count];
        int used = 0;
        classes = new int[count];
        for (int channel = 0; channel < count; channel++)
        {
            int root = sets.Find(first + channel);
            if (root != DisjointSets.Zero && numbers[root] == 0)
            {
                numbers[root] = ++used;
            }

            classes[channel] = numbers[root];
        }

        sizes = new int[1 + used];
        foreach (int number in classes)
        {
            sizes[number]++;
        }
    }

    /// <summary>Channels.</summary>
    public int Count { get; }

    /// <summary>How many constants can be chosen: classes other than 0.</summary>
    public int Directions => isAll ? Count : sizes.Length - 1;

    /// <summary>Whether every channel has a freedom, by itself or with others.</summary>
    public bool IsFreeEverywhere => isAll || sizes[0] == 0;

    /// <summary>Whether every channel is free by itself.</summary>
    public bool IsOwnEverywhere => Directions == Count;

    /// <summary>The class of a channel, numbered from 1 in the order of the channels; 0 where it has no freedom.</summary>
    public int this[int channel] => isAll ? 1 + channel : classes[channel];

    public static ChannelFreedom None(int channels) => new(channels, isAll: false);

    /// <summary>Every channel by itself.</summary>
    public static ChannelFreedom All(int channels) => new(channels, isAll: true);

    /// <summary>Whether the channel is free, whatever the others are.</summary>
    public bool IsOwn(int channel) => isAll || (classes[channel] != 0 && sizes[classes[channel]] == 1);

    /// <summary>What two readers of one value both allow.</summary>
    public ChannelFreedom And(ChannelFreedom other)
    {
        if (other.IsOwnEverywhere)
        {
            return this;
        }

        if (IsOwnEverywhere)
        {
            return other;
        }

        var sets = new DisjointSets(1 + Count + sizes.Length + other.sizes.Length);
        for (int channel = 0; channel < Count; channel++)
        {
            sets.Unite(1 + channel, classes[channel] == 0 ? DisjointSets.Zero : Count + classes[channel]);
            sets.Unite(1 + channel, other.classes[channel] == 0 ? DisjointSets.Zero : Count + sizes.Length + other.classes[channel]);
        }

        return new ChannelFreedom(sets, 1, Count);
    }

    /// <summary>What an input may take whose channels are the output's as the map says, where this is what the output may take.</summary>
    public ChannelFreedom Before(ChannelMap map, int inputs)
    {
        if (map == ChannelMap.Same)
        {
            return this;
        }

        if (IsOwnEverywhere && map.KeepsApart)
        {
            return All(inputs);
        }

        var sets = new DisjointSets(1 + inputs + 1 + Directions);
        for (int output = 0; output < Count; output++)
        {
            var sources = map.Sources(output);
            int member = this[output] == 0 ? DisjointSets.Zero : inputs + this[output];

            // What comes from another input stays as it is, so the channels that share a freedom with it have none.
            sets.Unite(member, sources.Count == 0 ? DisjointSets.Zero : sets.UniteRange(1 + sources.First, sources.Count));
        }

        return new ChannelFreedom(sets, 1, inputs);
    }

    /// <summary>
    /// What an input may take whose constants arrive at the outputs multiplied by weights: anything in a group whose outputs may take anything, and otherwise, with
    /// weights that are not known, nothing.
    /// </summary>
    public ChannelFreedom BeforeWeights(ChannelMap map, int inputs)
    {
        if (IsOwnEverywhere)
        {
            return All(inputs);
        }

        var sets = new DisjointSets(1 + inputs);
        for (int output = 0; output < Count; output++)
        {
            if (!IsOwn(output))
            {
                var sources = map.Sources(output);
                sets.Unite(DisjointSets.Zero, sets.UniteRange(1 + sources.First, sources.Count));
            }
        }

        return new ChannelFreedom(sets, 1, inputs);
    }

    /// <summary>What an input may take in front of a normalisation of each of the map's groups of channels.</summary>
    public static ChannelFreedom Normalized(ChannelMap map, int channels)
    {
        if (map == ChannelMap.Same)
        {
            return All(channels);
        }

        var sets = new DisjointSets(1 + channels);
        for (int channel = 0; channel < channels; channel++)
        {
            sets.Unite(1 + map.Sources(channel).First, 1 + channel);
        }

        return new ChannelFreedom(sets, 1, channels);
    }

    /// <summary>The classes in the order of the channels: <c>1 2 0 3 3</c>.</summary>
    public override string ToString() => string.Join(" ", Enumerable.Range(0, Count).Select(channel => this[channel].ToString(CultureInfo.InvariantCulture)));
}
