using System.Collections.Immutable;

namespace BnCompiler.Tool.Declaring;

/// <summary>Layers that stand one after the other and read each other in the same way as others do.</summary>
/// <param name="Start">The first of them.</param>
/// <param name="Length">How many each instance has.</param>
internal readonly record struct BlockRange(int Start, int Length);

/// <summary>Finds layers that come again, in a row: the same kinds with the same options, reading each other at the same distances, with the same names behind what they begin with.</summary>
internal sealed class BlockFinder
{
    private const int Longest = 24;

    private const int FewestStages = 2;

    private static readonly HashSet<string> Stages = ["Linear", "Conv1d", "Conv2d", "ConvTranspose2d"];

    private readonly ImmutableArray<DeclaredLayer> _layers;
    private readonly string[] _forms;
    private readonly int[] _lastReader;

    private BlockFinder(ImmutableArray<DeclaredLayer> layers, ImmutableArray<DeclaredOutput> outputs)
    {
        _layers = layers;
        _forms = [.. layers.Select(Form)];
        _lastReader = LastReaders(layers, outputs);
    }

    /// <summary>Instances in the order of the layers, none over another.</summary>
    public static ImmutableArray<BlockRange> Find(ImmutableArray<DeclaredLayer> layers, ImmutableArray<DeclaredOutput> outputs)
    {
        var finder = new BlockFinder(layers, outputs);
        var found = ImmutableArray.CreateBuilder<BlockRange>();
        for (int start = 1; start < layers.Length;)
        {
            var (length, count) = finder.Best(start);
            for (int instance = 0; instance < count; instance++)
            {
                found.Add(new BlockRange(start + (instance * length), length));
            }

            start += Math.Max(1, count * length);
        }

        return found.ToImmutable();
    }

    /// <summary>The layers of an instance; place 0 is what it reads.</summary>
    public static ImmutableArray<DeclaredLayer> Instance(ImmutableArray<DeclaredLayer> layers, BlockRange range) =>
    [
        new DeclaredLayer(DeclaredLayer.InputKind, [], layers[range.Start - 1].Shape),
        .. layers.Skip(range.Start).Take(range.Length).Select(layer => layer with { Inputs = [.. layer.Inputs.Select(input => input - range.Start + 1)] }),
    ];

    /// <summary>What instances of one block have in common; null where their names cannot be told apart from each other's.</summary>
    public static string? Pattern(ImmutableArray<DeclaredLayer> layers, BlockRange range)
    {
        var instance = Instance(layers, range);
        return BlockNames.Inside(instance) is { } names ? string.Join('\n', instance.Select(Form).Skip(1).Concat(names)) : null;
    }

    // Numbers may differ; what is written may not.
    private static string Form(DeclaredLayer layer, int place) => string.Join(
        '|',
        [layer.Kind, $"{layer.Arguments.Length}", .. layer.Options.Select(option => option.Split('=')[0]), .. layer.Inputs.Select(input => $"{place - input}"), .. layer.Parameters.Select(parameter => parameter.Role)]);

    /// <summary>The repetition from a layer on that covers most layers, the shortest of those; a count of 0 where there is none.</summary>
    private (int Length, int Count) Best(int start)
    {
        var best = (Length: 0, Count: 0);
        for (int length = FewestStages; length <= Math.Min(Longest, (_layers.Length - start) / 2); length++)
        {
            string? pattern = IsInstance(start, length) ? Pattern(_layers, new BlockRange(start, length)) : null;
            int count = pattern is null ? 0 : 1;
            while (count > 0 && IsSame(start, start + (count * length), length) && Pattern(_layers, new BlockRange(start + (count * length), length)) == pattern)
            {
                count++;
            }

            if (count > 1 && count * length > best.Count * best.Length)
            {
                best = (length, count);
            }
        }

        return best;
    }

    private bool IsSame(int first, int start, int length) => IsInstance(start, length) && _forms.AsSpan(first, length).SequenceEqual(_forms.AsSpan(start, length));

    /// <summary>Whether layers begin a stage, read only each other and the layer in front of them, have several layers with weights, and are read through their last one only.</summary>
    private bool IsInstance(int start, int length)
    {
        if (start + length > _layers.Length || !(Stages.Contains(_layers[start].Kind) || _layers[start].Kind == StageLines.Border))
        {
            return false;
        }

        var inside = Enumerable.Range(start, length);
        return inside.All(index => _layers[index].Kind != DeclaredLayer.InputKind && _layers[index].Inputs.All(input => input >= start - 1))
            && inside.SkipLast(1).All(index => _lastReader[index] < start + length)
            && inside.Count(index => Stages.Contains(_layers[index].Kind)) >= FewestStages;
    }

    private static int[] LastReaders(ImmutableArray<DeclaredLayer> layers, ImmutableArray<DeclaredOutput> outputs)
    {
        int[] last = new int[layers.Length];
        for (int index = 0; index < layers.Length; index++)
        {
            foreach (int input in layers[index].Inputs)
            {
                last[input] = index;
            }
        }

        foreach (var output in outputs)
        {
            last[output.Layer] = int.MaxValue;
        }

        return last;
    }
}
