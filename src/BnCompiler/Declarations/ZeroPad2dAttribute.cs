namespace BnCompiler;

/// <summary>
/// Puts zeros around an image: <c>[C, H, W]</c> to <c>[C, H + top + bottom, W + left + right]</c>. A <see cref="Conv2dAttribute"/> that pads the same on
/// opposite sides does it by itself and faster.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ZeroPad2dAttribute : LayerAttribute
{
    /// <summary>The same number of zeros on all sides.</summary>
    /// <param name="padding">Zeros added on each side, at least 0.</param>
    public ZeroPad2dAttribute(int padding) => Padding = padding;

    /// <summary>A number of zeros for each side, in PyTorch's order.</summary>
    /// <param name="paddingLeft">Columns of zeros on the left, at least 0.</param>
    /// <param name="paddingRight">Columns of zeros on the right, at least 0.</param>
    /// <param name="paddingTop">Rows of zeros above, at least 0.</param>
    /// <param name="paddingBottom">Rows of zeros below, at least 0.</param>
    public ZeroPad2dAttribute(int paddingLeft, int paddingRight, int paddingTop, int paddingBottom)
    {
        PaddingLeft = paddingLeft;
        PaddingRight = paddingRight;
        PaddingTop = paddingTop;
        PaddingBottom = paddingBottom;
    }

    /// <summary>Zeros added on each side that has no number of its own. Default: 0.</summary>
    public int Padding { get; set; }

    /// <summary>Columns of zeros on the left; overrides <see cref="Padding"/>.</summary>
    public int PaddingLeft { get; set; }

    /// <summary>Columns of zeros on the right; overrides <see cref="Padding"/>.</summary>
    public int PaddingRight { get; set; }

    /// <summary>Rows of zeros above; overrides <see cref="Padding"/>.</summary>
    public int PaddingTop { get; set; }

    /// <summary>Rows of zeros below; overrides <see cref="Padding"/>.</summary>
    public int PaddingBottom { get; set; }
}
