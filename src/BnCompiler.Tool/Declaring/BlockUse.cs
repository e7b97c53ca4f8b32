using System.Collections.Immutable;

namespace BnCompiler.Tool.Declaring;

/// <summary>A block: layers that come again, with constants for what differs.</summary>
/// <param name="Layers">Its layers. Place 0 is what the block reads; arguments that differ name constants.</param>
/// <param name="Names">Of the layers, place 0 being "input".</param>
/// <param name="Constants">Names and defaults as C# text.</param>
internal sealed record BlockDefinition(string Name, ImmutableArray<DeclaredLayer> Layers, ImmutableArray<string> Names, ImmutableArray<(string Name, string Default)> Constants);

/// <summary>Instances of a block, one after the other.</summary>
/// <param name="Arguments">Values of the constants, as C# text.</param>
/// <param name="Instances">The layers of each with their parameters; place 0 is what it reads.</param>
internal sealed record BlockUse(BlockDefinition Block, ImmutableArray<string> Arguments, ImmutableArray<ImmutableArray<DeclaredLayer>> Instances)
{
    /// <summary>What its layers' names in the model begin with, each instance's own.</summary>
    public ImmutableArray<string?> ModelNames { get; } = [.. Instances.Select(BlockNames.Prefix)];

    /// <summary>What the model calls it: the name of one instance, or what stands in front of the numbers 0, 1, … of several.</summary>
    public string? ModelName => Instances.Length == 1 ? ModelNames[0] : ModelNames[0]?[..^"_0".Length];

    /// <summary>This use and the one behind it as one, where the model numbers them so; otherwise null.</summary>
    public BlockUse? TryJoin(BlockUse next)
    {
        var names = ModelNames.AddRange(next.ModelNames);
        bool areNumbered = names[0] is { } first && first.EndsWith("_0", StringComparison.Ordinal)
            && names.Select((name, index) => name == $"{first[..^1]}{index}").All(each => each);
        return Block == next.Block && Arguments.SequenceEqual(next.Arguments) && areNumbered ? new BlockUse(Block, Arguments, Instances.AddRange(next.Instances)) : null;
    }
}
