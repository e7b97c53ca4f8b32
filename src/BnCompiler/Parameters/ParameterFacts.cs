namespace BnCompiler;

/// <summary>What the compiler proved about a parameter's freedom of scale. Scales are positive, and with batch statistics.</summary>
[Flags]
public enum ParameterFacts
{
    /// <summary>Nothing was proved.</summary>
    None = 0,

    /// <summary>Each output row may be multiplied by a factor of its own without changing the output.</summary>
    ScaleFreePerRow = 1,

    /// <summary>The whole parameter may be multiplied by one factor without changing the output.</summary>
    ScaleFreeAsWhole = 2,

    /// <summary>γ and β of one BatchNorm may be multiplied together without changing the output.</summary>
    JointlyScaleFree = 4,
}
