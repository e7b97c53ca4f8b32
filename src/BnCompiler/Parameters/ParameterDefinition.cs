using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>One parameter or running statistic: what it is and where it lies in the block of its network.</summary>
/// <param name="Name">The tensor's name in files: <c>conv1.weight</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Shape">PyTorch's shape.</param>
/// <param name="Offset">Index of its first value in the block, a multiple of 16.</param>
/// <param name="FanIn">Inputs that one output sums over, for the initialiser; 0 where it does not matter.</param>
/// <param name="FanOut">Outputs that one input reaches.</param>
/// <param name="Facts">What was proved about its scale and its constants.</param>
public sealed record ParameterDefinition(
    string Name, ParameterKind Kind, ImmutableArray<int> Shape, int Offset, int FanIn, int FanOut, ParameterFacts Facts)
{
    /// <summary>What every value of a <see cref="ParameterKind.Slope"/> starts from.</summary>
    public float InitialValue { get; init; }

    /// <summary>The number of values: the product of the shape.</summary>
    public int Length => ShapeText.Length(Name, Shape);

    /// <summary>Whether an optimiser changes it; running statistics are not trained.</summary>
    public bool IsTrainable => Kind is not (ParameterKind.RunningMean or ParameterKind.RunningVariance);

    /// <summary>All of a BatchNorm: γ and β one behind the other in the block, running mean and variance likewise at another place.</summary>
    /// <param name="layer">The BatchNorm's name.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="offset">Index of γ's first value.</param>
    /// <param name="statistics">Index of the mean's first value.</param>
    /// <param name="facts">What was proved about γ and β.</param>
    public static ImmutableArray<ParameterDefinition> BatchNorm(string layer, int channels, int offset, int statistics, ParameterFacts facts) =>
        [.. GammaAndBeta(layer, channels, offset, facts), .. RunningStatistics(layer, channels, statistics)];

    /// <summary>γ and β of a BatchNorm, one behind the other in the block.</summary>
    /// <param name="layer">The BatchNorm's name.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="offset">Index of γ's first value.</param>
    /// <param name="facts">What was proved about both.</param>
    public static ImmutableArray<ParameterDefinition> GammaAndBeta(string layer, int channels, int offset, ParameterFacts facts) =>
    [
        new(layer + ".weight", ParameterKind.BatchNormWeight, [channels], offset, 0, 0, facts),
        new(layer + ".bias", ParameterKind.BatchNormBias, [channels], Behind(offset, channels), 0, 0, facts),
    ];

    /// <summary>Running mean and variance of a BatchNorm, one behind the other in the block.</summary>
    /// <param name="layer">The BatchNorm's name.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="offset">Index of the mean's first value.</param>
    public static ImmutableArray<ParameterDefinition> RunningStatistics(string layer, int channels, int offset) =>
    [
        new(layer + ".running_mean", ParameterKind.RunningMean, [channels], offset, 0, 0, ParameterFacts.None),
        new(layer + ".running_var", ParameterKind.RunningVariance, [channels], Behind(offset, channels), 0, 0, ParameterFacts.None),
    ];

    private static int Behind(int offset, int length) =>
        offset + ((length + ParameterLayout.Alignment - 1) / ParameterLayout.Alignment * ParameterLayout.Alignment);
}
