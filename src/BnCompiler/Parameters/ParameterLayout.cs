using System.Collections.Frozen;
using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>
/// Where the parameters of a network lie in its one block of floats: trainable ones first, running statistics after, each at a multiple
/// of <see cref="Alignment"/>. The gap behind a parameter is always zero.
/// </summary>
public sealed class ParameterLayout
{
    /// <summary>Each parameter starts at a multiple of this many floats (64 bytes).</summary>
    public const int Alignment = 16;

    private readonly FrozenDictionary<string, int> _indices;

    /// <summary>Checks and keeps a layout.</summary>
    /// <param name="networkName">The network's class name, for messages.</param>
    /// <param name="parameters">All parameters, in any order.</param>
    /// <param name="eliminated">What the compiler removed.</param>
    /// <param name="trainableLength">Length of the part that optimisers change, a multiple of <see cref="Alignment"/>.</param>
    /// <param name="totalLength">Length of the whole block, a multiple of <see cref="Alignment"/>.</param>
    /// <param name="scaleFree">The weights whose scale a <see cref="ScaleGauge"/> may fix.</param>
    /// <param name="weightDecay">Which parameters weight decay reaches where an optimiser does not say it; null for all.</param>
    /// <param name="freeGroups">Parameters that can move without changing the output.</param>
    /// <exception cref="ArgumentException">The parameters overlap, are misplaced, or two have one name; or a scale-free weight is none of them, or a group has an index that no parameter has.</exception>
    public ParameterLayout(
        string networkName,
        ImmutableArray<ParameterDefinition> parameters,
        ImmutableArray<EliminatedParameter> eliminated,
        int trainableLength,
        int totalLength,
        ImmutableArray<ScaleFreeWeight> scaleFree = default,
        WeightDecayScope? weightDecay = null,
        ImmutableArray<FreeGroup> freeGroups = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(networkName);
        parameters = [.. parameters.OrderBy(parameter => parameter.Offset)];
        CheckPlaces(networkName, parameters, trainableLength, totalLength);
        CheckNames(networkName, parameters, eliminated);
        NetworkName = networkName;
        Parameters = parameters;
        Eliminated = eliminated;
        TrainableLength = trainableLength;
        TotalLength = totalLength;
        FreeGroups = freeGroups.IsDefault ? [] : freeGroups;
        if (FreeGroups.SelectMany(group => group.Parameters).Any(index => index < 0 || index >= parameters.Length))
        {
            throw new ArgumentException($"{networkName}: a group of free parameters has an index that is not below {parameters.Length}.", nameof(freeGroups));
        }

        _indices = parameters.Select((parameter, index) => (parameter.Name, index))
            .ToFrozenDictionary(entry => entry.Name, entry => entry.index, StringComparer.Ordinal);
        WeightDecay = weightDecay;
        ScaleFree = scaleFree.IsDefault ? [] : scaleFree;
        foreach (ScaleFreeWeight weight in ScaleFree)
        {
            weight.Check(this);
        }
    }

    /// <summary>The network's class name.</summary>
    public string NetworkName { get; }

    /// <summary>All parameters and running statistics, in order of their offsets.</summary>
    public ImmutableArray<ParameterDefinition> Parameters { get; }

    /// <summary>Parameters that the compiler removed: they exist in files only.</summary>
    public ImmutableArray<EliminatedParameter> Eliminated { get; }

    /// <summary>
    /// The weights whose scale a BatchNorm divides out, with the running statistics that follow it. A weight that is multiplied with itself on the way, or
    /// added to another value, is left out.
    /// </summary>
    public ImmutableArray<ScaleFreeWeight> ScaleFree { get; }

    /// <summary>What the network declares with <see cref="NetworkAttribute.WeightDecay"/>; null where it declares nothing.</summary>
    public WeightDecayScope? WeightDecay { get; }

    /// <summary>
    /// In which directions the stored parameters can move without changing the output, with batch statistics and as far as the compiler proved it. What it removed
    /// is not among them.
    /// </summary>
    public ImmutableArray<FreeGroup> FreeGroups { get; }

    /// <summary>Length of the part of the block that optimisers change, gaps included.</summary>
    public int TrainableLength { get; }

    /// <summary>Length of the whole block, gaps included.</summary>
    public int TotalLength { get; }

    /// <summary>The index of a parameter in <see cref="Parameters"/>, or −1.</summary>
    /// <param name="name">A tensor name.</param>
    public int IndexOf(string name) => _indices.TryGetValue(name, out int index) ? index : -1;

    /// <summary>Whether two layouts describe the same parameters at the same places.</summary>
    internal bool IsSameAs(ParameterLayout other) =>
        ReferenceEquals(this, other) ||
        (TrainableLength == other.TrainableLength && TotalLength == other.TotalLength &&
         Parameters.Length == other.Parameters.Length &&
         Parameters.Zip(other.Parameters).All(pair =>
             pair.First.Name == pair.Second.Name && pair.First.Offset == pair.Second.Offset &&
             pair.First.Kind == pair.Second.Kind && pair.First.Shape.AsSpan().SequenceEqual(pair.Second.Shape.AsSpan())));

    private static void CheckPlaces(
        string networkName, ImmutableArray<ParameterDefinition> parameters, int trainableLength, int totalLength)
    {
        if (trainableLength < 0 || trainableLength % Alignment != 0 || totalLength < trainableLength || totalLength % Alignment != 0)
        {
            throw new ArgumentException(
                $"{networkName}: lengths {trainableLength} (trainable) and {totalLength} (total) must be multiples of {Alignment}, the first no larger than the second.",
                nameof(totalLength));
        }

        int end = 0;
        foreach (ParameterDefinition parameter in parameters)
        {
            (int first, int limit) = parameter.IsTrainable ? (0, trainableLength) : (trainableLength, totalLength);
            if (parameter.Offset % Alignment != 0 || parameter.Offset < Math.Max(first, end) || parameter.Offset > limit - parameter.Length)
            {
                throw new ArgumentException(
                    $"{networkName}: '{parameter.Name}' lies at {parameter.Offset} with {parameter.Length} values; expected a multiple of {Alignment} from {Math.Max(first, end)}, ending by {limit}.",
                    nameof(parameters));
            }

            end = parameter.Offset + parameter.Length;
        }
    }

    private static void CheckNames(
        string networkName, ImmutableArray<ParameterDefinition> parameters, ImmutableArray<EliminatedParameter> eliminated)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (string name in parameters.Select(parameter => parameter.Name).Concat(eliminated.Select(parameter => parameter.Name)))
        {
            if (string.IsNullOrEmpty(name) || !names.Add(name))
            {
                throw new ArgumentException($"{networkName}: the parameter name '{name}' is empty or used twice.", nameof(parameters));
            }
        }
    }
}
