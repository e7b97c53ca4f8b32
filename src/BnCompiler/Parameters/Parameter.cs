using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>One parameter or running statistic of a network, with its values.</summary>
public sealed class Parameter
{
    private readonly ParameterSet _set;
    private readonly ParameterDefinition _definition;

    internal Parameter(ParameterSet set, ParameterDefinition definition)
    {
        _set = set;
        _definition = definition;
        Length = definition.Length;
    }

    /// <summary>The tensor's name in files: <c>conv1.weight</c>.</summary>
    public string Name => _definition.Name;

    /// <summary>What it is.</summary>
    public ParameterKind Kind => _definition.Kind;

    /// <summary>PyTorch's shape.</summary>
    public ImmutableArray<int> Shape => _definition.Shape;

    /// <summary>What was proved about its scale and its constants.</summary>
    public ParameterFacts Facts => _definition.Facts;

    /// <summary>In how many independent directions it can move, nothing else moving, without changing the output: rows of a scale-free weight, for example.</summary>
    public int FreeDirections => OwnGroups.Where(group => group.Parameters.Length == 1).Sum(group => group.Directions);

    /// <summary>
    /// The names of the parameters that have to move along where it moves freely but not alone: γ and β of the BatchNorm in front of it, for example, which can take
    /// a part of its scale. In the order of the layout; empty where it has no such freedom.
    /// </summary>
    public ImmutableArray<string> JointlyFreeWith =>
        [.. OwnGroups.SelectMany(group => group.Parameters).Distinct().Order().Select(index => _set.Layout.Parameters[index].Name).Where(name => name != Name)];

    /// <summary>Whether an optimiser changes it.</summary>
    public bool IsTrainable => _definition.IsTrainable;

    /// <summary>Index of its first value in <see cref="ParameterSet.Block"/>; for a trainable one also in the trainer's gradients.</summary>
    public int Offset => _definition.Offset;

    /// <summary>The number of values.</summary>
    public int Length { get; }

    /// <summary>Inputs that one output sums over; 0 where it does not matter.</summary>
    public int FanIn => _definition.FanIn;

    /// <summary>Outputs that one input reaches; 0 where it does not matter.</summary>
    public int FanOut => _definition.FanOut;

    /// <summary>What every value starts from, where the declaration says it.</summary>
    internal float InitialValue => _definition.InitialValue;

    /// <summary>The values, in PyTorch's order: a view into the block.</summary>
    public Span<float> Values => _set.Block.Slice(Offset, Length);

    /// <summary>The same view for code that cannot hold a span.</summary>
    internal Memory<float> Memory => _set.Memory.Slice(Offset, Length);

    private IEnumerable<FreeGroup> OwnGroups
    {
        get
        {
            int index = _set.Layout.IndexOf(Name);
            return _set.Layout.FreeGroups.Where(group => group.Parameters.Contains(index));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {ShapeText.Format(Shape.AsSpan())}";
}
