using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>Σdy per channel.</summary>
internal sealed class ColumnSumsEmitter : KernelEmitter<ColumnSumsKernel>
{
    protected override void EmitBody(KernelWriter writer, ColumnSumsKernel kernel)
    {
        var sums = new PartialSums(writer, "sum");
        var operand = new ImageOperand("outputGradient", kernel.OutputGradient);
        if (kernel.OutputGradient is { Height: 1, Width: 1 })
        {
            SampleBlocks.Emit(writer, [operand], () =>
            {
                sums.Declare();
                sums.EachIndex("n", "block", "blockEnd", (n, way) =>
                {
                    writer.Line($"ref float at{way} = ref Unsafe.Add(ref outputGradient, ((nint){n} * OutputGradientSampleStride) + c);");
                    writer.Line($"sum{way} = TSimd.Add(sum{way}, TSimd.Load(ref at{way}, 0));");
                });
                writer.Line($"TSimd.AddToDouble({PartialSums.Total("sum")}, ref sums, c);");
            });
            return;
        }

        var loops = new ImageLoops(writer, RowLimits.PartialSum, operand);
        loops.Constants();
        using (loops.Samples())
        {
            loops.EachRow(() =>
            {
                using (loops.Channels())
                {
                    sums.Declare(loops.Columns);
                    sums.EachPosition(loops.Columns, (offset, way) =>
                        writer.Line($"sum{way} = TSimd.Add(sum{way}, TSimd.Load(ref outputGradientRow, {offset}));"));
                    writer.Line($"TSimd.AddToDouble({PartialSums.Total("sum", loops.Columns)}, ref sums, c);");
                }
            });
        }
    }
}
