using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>y = epilogue(Σ window / divisor).</summary>
internal sealed class AveragePoolEmitter : KernelEmitter<AveragePoolKernel>
{
    protected override void EmitBody(KernelWriter writer, AveragePoolKernel kernel)
    {
        var input = new ImageOperand("input", kernel.Input);
        var output = new ImageOperand("output", kernel.Output);
        AverageDivisor.Check(kernel.Window);
        if (AverageDivisor.IsGlobal(kernel.Window, kernel.Input, kernel.Output))
        {
            EmitGlobal(writer, kernel, input, output);
            return;
        }

        var loops = new PoolLoops(writer, kernel.Window, [input], [output], mayRepeat: false, readsHalo: true);
        var divisor = new AverageDivisor(writer, loops, kernel.CountIncludePad);
        loops.Constants();
        divisor.Constant();
        loops.EachSample(() => loops.EachWindow(
            () =>
            {
                if (!loops.KnowsFirstTap)
                {
                    writer.Line("var value = TSimd.Zero;");
                }

                loops.EachTap((taps, isFirst) =>
                {
                    string tap = $"TSimd.Load(ref {taps[0].Reference}, {taps[0].Offset})";
                    writer.Line(isFirst ? $"var value = {tap};" : $"value = TSimd.Add(value, {tap});");
                });
                writer.Line("value = TSimd.Multiply(value, TSimd.Create(factor));");
                EpilogueEmitter.Apply(writer, "value", kernel.Epilogue, "c", "outputRow", "at");
                writer.Line("TSimd.Store(value, ref outputRow, at);");
            },
            divisor.PerWindow));
    }

    /// <summary>One window, the whole image: all positions of a vector of channels, in several accumulators.</summary>
    private static void EmitGlobal(KernelWriter writer, AveragePoolKernel kernel, ImageOperand input, ImageOperand output)
    {
        var loops = new ImageLoops(writer, RowLimits.Sequential, input);
        var sums = new PartialSums(writer, "sum");
        loops.Constants();
        writer.Size("OutputSampleStride", output.Layout.SampleStride);
        writer.Line($"const float Factor = 1f / {input.Layout.Height * input.Layout.Width};");
        using (loops.Samples())
        {
            writer.Line("ref float outputRow = ref Unsafe.Add(ref output, (nint)n * OutputSampleStride);");
            using (loops.Channels())
            {
                sums.Declare(loops.Columns);
                loops.EachRow(() => sums.EachPosition(loops.Columns, (offset, way) =>
                    writer.Line($"sum{way} = TSimd.Add(sum{way}, TSimd.Load(ref inputRow, {offset}));")));
                writer.Line($"var value = TSimd.Multiply({PartialSums.Total("sum", loops.Columns)}, TSimd.Create(Factor));");
                EpilogueEmitter.Apply(writer, "value", kernel.Epilogue, "c", "outputRow", "c");
                writer.Line("TSimd.Store(value, ref outputRow, c);");
            }
        }
    }
}
