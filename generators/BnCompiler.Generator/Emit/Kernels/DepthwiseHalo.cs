using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>The halo that depthwise kernels read.</summary>
internal static class DepthwiseHalo
{
    /// <summary>The zeros around an output's gradient with which the input's gradient needs no boundary code.</summary>
    public static Halo OfOutputGradient(Window window, Layout outputGradient, Layout inputGradient) => Needed(
        DepthwiseAxis.Gradient(WindowAxis.Rows(window, inputGradient, outputGradient)),
        DepthwiseAxis.Gradient(WindowAxis.Columns(window, inputGradient, outputGradient)),
        outputGradient);

    public static Halo Needed(IEnumerable<DepthwiseAxis> rows, IEnumerable<DepthwiseAxis> columns, Layout source)
    {
        var vertical = rows.Select(axis => axis.Halo(source.Height)).ToArray();
        var horizontal = columns.Select(axis => axis.Halo(source.Width)).ToArray();
        return new(
            vertical.Max(halo => halo.Before), horizontal.Max(halo => halo.Before), vertical.Max(halo => halo.After), horizontal.Max(halo => halo.After));
    }

    public static bool IsWithin(this Halo needed, Halo halo) => Halo.Union(needed, halo) == halo;
}
