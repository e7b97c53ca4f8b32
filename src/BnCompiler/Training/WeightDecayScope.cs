namespace BnCompiler;

/// <summary>Which parameters weight decay reaches.</summary>
public enum WeightDecayScope
{
    /// <summary>Every trainable parameter, as PyTorch's optimisers do.</summary>
    All,

    /// <summary>The weights of linear layers and convolutions only: no bias, no γ, no β.</summary>
    WeightsOnly,

    /// <summary>
    /// Every trainable parameter but those that the compiler proved scale-free: decay cannot change what these compute, it only raises
    /// their effective learning rate.
    /// </summary>
    NotScaleFree,
}
