using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>Copies between a value and PyTorch's order (channel, row, column), by the runtime library.</summary>
internal static class PlanarKernel
{
    /// <param name="planarStride">Floats between planar samples; 0 where they follow each other without a gap.</param>
    public static RuntimeKernel Load(Layout layout, bool accumulate, int planarStride = 0) => new(
        "PlanarImages.Load", [new("planar"), new("destination", IsOutput: true)],
        Sizes(layout).Add(accumulate ? "accumulate: true" : "accumulate: false").AddRange(Gap(planarStride)))
    {
        HasRows = layout.Height > 1,
    };

    /// <inheritdoc cref="Load"/>
    public static RuntimeKernel LoadAffine(Layout layout, int planarStride = 0) => new(
        "PlanarImages.LoadAffine",
        [new("planar"), new("destination", IsOutput: true), new("scale"), new("shift")],
        Sizes(layout).AddRange(Gap(planarStride)))
    {
        HasRows = layout.Height > 1,
    };

    /// <inheritdoc cref="Load"/>
    public static RuntimeKernel Store(Layout layout, int planarStride = 0) => new(
        "PlanarImages.Store", [new("source"), new("planar", IsOutput: true)],
        Sizes(layout).AddRange(Gap(planarStride)))
    {
        HasRows = layout.Height > 1,
    };

    private static ImmutableArray<string> Gap(int planarStride) =>
        planarStride == 0 ? [] : WeightedLowering.Constants(("planarStride", planarStride));

    private static ImmutableArray<string> Sizes(Layout layout) => WeightedLowering.Constants(
        ("channels", layout.Channels), ("height", layout.Height), ("width", layout.Width), ("pitch", layout.Pitch),
        ("rowStride", layout.RowStride), ("sampleStride", layout.SampleStride));
}
