namespace BnCompiler;

/// <summary>Enlarges an image by whole factors: <c>[C, H, W]</c> to <c>[C, scale·H, scale·W]</c>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class UpsampleAttribute : LayerAttribute
{
    /// <summary>The same factor on both axes, or where an axis has none of its own.</summary>
    /// <param name="scale">How many times as large the image becomes, at least 1.</param>
    public UpsampleAttribute(int scale) => Scale = scale;

    /// <summary>The factor on both axes.</summary>
    public int Scale { get; }

    /// <summary>The factor down the rows; overrides <see cref="Scale"/>.</summary>
    public int ScaleHeight { get; set; }

    /// <summary>The factor along a row; overrides <see cref="Scale"/>.</summary>
    public int ScaleWidth { get; set; }

    /// <summary>How the positions between are filled. Default: <see cref="UpsampleMode.Nearest"/>.</summary>
    public UpsampleMode Mode { get; set; } = UpsampleMode.Nearest;
}
