namespace BnCompiler;

/// <summary>What a parameter or running statistic is.</summary>
public enum ParameterKind
{
    /// <summary>The weight of a linear layer or a convolution.</summary>
    Weight,

    /// <summary>The bias of a linear layer or a convolution.</summary>
    Bias,

    /// <summary>The scale γ of a BatchNorm.</summary>
    BatchNormWeight,

    /// <summary>The shift β of a BatchNorm.</summary>
    BatchNormBias,

    /// <summary>The running mean of a BatchNorm: not trained.</summary>
    RunningMean,

    /// <summary>The running (unbiased) variance of a BatchNorm: not trained.</summary>
    RunningVariance,

    /// <summary>The scale γ of a GroupNorm, an InstanceNorm or a LayerNorm.</summary>
    NormWeight,

    /// <summary>The shift β of a GroupNorm, an InstanceNorm or a LayerNorm.</summary>
    NormBias,

    /// <summary>The slopes of a PReLU for negative values.</summary>
    Slope,
}
