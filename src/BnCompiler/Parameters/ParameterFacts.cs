namespace BnCompiler;

/// <summary>
/// What the compiler proved about changes of a parameter that do not change the output, with batch statistics. Scales are positive. What several parameters can do
/// together is in <see cref="ParameterLayout.FreeGroups"/>.
/// </summary>
[Flags]
public enum ParameterFacts
{
    /// <summary>Nothing was proved.</summary>
    None = 0,

    /// <summary>Each output row may be multiplied by a factor of its own without changing the output.</summary>
    ScaleFreePerRow = 1,

    /// <summary>The whole parameter may be multiplied by one factor without changing the output.</summary>
    ScaleFreeAsWhole = 2,

    /// <summary>
    /// γ and β of one BatchNorm, or weight and bias of one layer, may be multiplied together by one factor without changing the output; by one factor per channel where
    /// <see cref="ParameterLayout.FreeGroups"/> has as many directions.
    /// </summary>
    JointlyScaleFree = 4,

    /// <summary>
    /// A constant that some channels share may be added to the parameter without changing the output: a bias in front of a normalisation over groups of channels.
    /// <see cref="Parameter.FreeDirections"/> is their number.
    /// </summary>
    PartiallyRedundant = 8,
}
