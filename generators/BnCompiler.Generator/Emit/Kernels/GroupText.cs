using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>What the kernels of a normalisation of single samples have in common: two results per channel and sample, summed up over groups of channels.</summary>
internal static class GroupText
{
    /// <summary>Registers the stride of a value of results.</summary>
    public static void ResultStride(KernelWriter writer, string name, Layout layout) =>
        writer.Size(new ImageOperand(name, layout).Constant + "SampleStride", layout.SampleStride);

    /// <summary>Writes the sizes of the groups, and the room for one vector of two sums.</summary>
    public static void Sizes(KernelWriter writer, Layout layout, int groups)
    {
        writer.Size("Channels", layout.Channels);
        writer.Size("ChannelsPerGroup", layout.Channels / groups);
        writer.Size("Positions", layout.Height * layout.Width);
        writer.Line("Span<double> laneSums = stackalloc double[2 * TSimd.Lanes];");
    }

    /// <summary>Writes the reference to the results of sample n.</summary>
    public static void Sample(KernelWriter writer, string name) =>
        writer.Line($"ref float {name}Sample = ref Unsafe.Add(ref {name}, (nint)n * {new ImageOperand(name, default!).Constant}SampleStride);");

    public static void StartGroups(KernelWriter writer) => writer.Line("var group = new GroupSums(Channels, ChannelsPerGroup, Positions, Pitch);");

    /// <summary>Loads what <see cref="GroupStatisticsKernel"/> wrote for the channels at c.</summary>
    public static void LoadStatistics(KernelWriter writer)
    {
        writer.Line("var meanVector = TSimd.Load(ref statisticsSample, c);");
        writer.Line("var inverseDeviation = TSimd.Load(ref statisticsSample, Pitch + c);");
    }

    /// <summary>Writes the loops over all elements, with the statistics of their groups at hand.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="loops">The loops.</param>
    /// <param name="results">The operands that hold results, <c>statistics</c> among them, and the layouts of these.</param>
    /// <param name="channel">Writes what the channels at c need.</param>
    /// <param name="position">Writes what is done at an offset.</param>
    public static void EachElement(KernelWriter writer, ImageLoops loops, (string Name, Layout Layout)[] results, Action channel, Action<string> position)
    {
        loops.Constants();
        Array.ForEach(results, result => ResultStride(writer, result.Name, result.Layout));
        using (loops.Samples())
        {
            Array.ForEach(results, result => Sample(writer, result.Name));
            loops.EachRow(() =>
            {
                using (loops.Channels())
                {
                    LoadStatistics(writer);
                    channel();
                    loops.EachPosition(position);
                }
            });
        }
    }

    /// <summary>A parameter per element as an operand of the loops; none where there is no such parameter.</summary>
    public static ImageOperand[] Elements(NormAffine affine, bool isPresent, string name, Layout layout) =>
        isPresent && affine.PerElement ? [new ImageOperand(name, layout with { Halo = Halo.None }) { IsShared = true }] : [];
}
