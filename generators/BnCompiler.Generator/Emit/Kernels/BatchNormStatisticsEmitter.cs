using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// Mean and centred sum of squares, block by block, merged by Chan's rule. A block is one sample, or several small ones, so that it is still
/// in cache for its second pass.
/// </summary>
/// <remarks>
/// The first pass finds an origin near the block's mean, in float. The second sums d = x − origin and d², in float over a row and in double
/// over rows; then mean = origin + Σd/n and Σ(x−mean)² = Σd² − (Σd)²/n lose nothing, because d is as small as the deviations are.
/// </remarks>
internal sealed class BatchNormStatisticsEmitter : KernelEmitter<BatchNormStatisticsKernel>
{
    // A block worth merging has this many positions, unless that is more floats than stay in the second-level cache.
    private const int BlockPositions = 512;
    private const int BlockFloats = 65536;

    protected override void EmitBody(KernelWriter writer, BatchNormStatisticsKernel kernel)
    {
        var operand = new ImageOperand("input", kernel.Input);
        writer.Comment("Σd, Σd² and the origins of a vector of channels.");
        writer.Line("Span<double> sums = stackalloc double[3 * TSimd.Lanes];");
        writer.Line("sums.Clear();");
        if (kernel.Input is { Height: 1, Width: 1 })
        {
            EmitPoints(writer, operand);
        }
        else
        {
            EmitImages(writer, new ImageLoops(writer, RowLimits.PartialSum, operand), kernel.Input);
        }
    }

    private static void EmitPoints(KernelWriter writer, ImageOperand operand)
    {
        SampleBlocks.Emit(
            writer,
            [operand],
            () =>
            {
                var sums = new PartialSums(writer, "sum");
                sums.Declare();
                sums.EachIndex("n", "block", "blockEnd", (n, way) =>
                    writer.Line($"sum{way} = TSimd.Add(sum{way}, TSimd.Load(ref Unsafe.Add(ref input, (nint){n} * InputSampleStride), c));"));
                EmitOrigin(writer, "blockEnd - block", columns: null);
                var deviations = new PartialSums(writer, "deviation", "square");
                deviations.Declare();
                deviations.EachIndex("m", "block", "blockEnd", (m, way) =>
                    EmitDeviation(writer, $"TSimd.Load(ref Unsafe.Add(ref input, (nint){m} * InputSampleStride), c)", way));
                EmitTotals(writer, columns: null);
                EmitMerge(writer, "blockEnd - block");
            },
            () => writer.Line("BatchNormMath.AddCount(ref statistics, Pitch, blockEnd - block);"));
    }

    private static void EmitImages(KernelWriter writer, ImageLoops loops, Layout layout)
    {
        int positions = layout.Height * layout.Width;
        int blockSize = Math.Max(1, Math.Min(BlockPositions / positions, BlockFloats / (positions * layout.Pitch)));
        loops.Constants();
        writer.Size("Positions", positions);
        writer.Size("BlockSize", blockSize);
        using (writer.Block("for (int block = first; block < last; block += BlockSize)"))
        {
            writer.Line("int blockEnd = Math.Min(block + BlockSize, last);");
            writer.Line("int count = (blockEnd - block) * Positions;");
            using (loops.Channels())
            {
                EmitPasses(writer, loops, "count", pass =>
                {
                    using (loops.Samples("block", "blockEnd"))
                    {
                        loops.EachRow(pass);
                    }
                });
            }

            writer.Line("BatchNormMath.AddCount(ref statistics, Pitch, count);");
        }
    }

    private static void EmitPasses(KernelWriter writer, ImageLoops loops, string count, Action<Action> eachRow)
    {
        var sums = new PartialSums(writer, "sum");
        sums.Declare(loops.Columns);
        eachRow(() => sums.EachPosition(loops.Columns, (offset, way) =>
            writer.Line($"sum{way} = TSimd.Add(sum{way}, TSimd.Load(ref inputRow, {offset}));")));
        EmitOrigin(writer, count, loops.Columns);
        eachRow(() =>
        {
            using (writer.Block())
            {
                var deviations = new PartialSums(writer, "deviation", "square");
                deviations.Declare(loops.Columns);
                deviations.EachPosition(loops.Columns, (offset, way) => EmitDeviation(writer, $"TSimd.Load(ref inputRow, {offset})", way));
                EmitTotals(writer, loops.Columns);
            }
        });
        EmitMerge(writer, count);
    }

    private static void EmitOrigin(KernelWriter writer, string count, int? columns) =>
        writer.Line($"var origin = TSimd.Multiply({PartialSums.Total("sum", columns)}, TSimd.Create(1f / ({count})));");

    private static void EmitDeviation(KernelWriter writer, string value, int way)
    {
        using (writer.Block())
        {
            writer.Line($"var d = TSimd.Subtract({value}, origin);");
            writer.Line($"deviation{way} = TSimd.Add(deviation{way}, d);");
            writer.Line($"square{way} = TSimd.MultiplyAdd(d, d, square{way});");
        }
    }

    private static void EmitTotals(KernelWriter writer, int? columns)
    {
        writer.Line($"TSimd.AddToDouble({PartialSums.Total("deviation", columns)}, ref sums[0], 0);");
        writer.Line($"TSimd.AddToDouble({PartialSums.Total("square", columns)}, ref sums[0], TSimd.Lanes);");
    }

    private static void EmitMerge(KernelWriter writer, string count)
    {
        writer.Line("TSimd.AddToDouble(origin, ref sums[0], 2 * TSimd.Lanes);");
        writer.Line($"BatchNormMath.Merge(ref statistics, Pitch, c, ref sums[0], TSimd.Lanes, {count});");
    }
}
