namespace BnCompiler;

/// <summary>How an <see cref="UpsampleAttribute"/> fills the positions between.</summary>
public enum UpsampleMode
{
    /// <summary>Every value is repeated.</summary>
    Nearest = 0,

    /// <summary>Linear between the centres of neighbouring values on both axes: PyTorch's <c>bilinear</c> with <c>align_corners=False</c>.</summary>
    Bilinear = 1,
}
