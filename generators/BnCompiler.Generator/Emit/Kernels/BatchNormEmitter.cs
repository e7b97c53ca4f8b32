using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>y = epilogue((x − mean)·scale + shift).</summary>
internal sealed class BatchNormEmitter : KernelEmitter<BatchNormKernel>
{
    protected override void EmitBody(KernelWriter writer, BatchNormKernel kernel)
    {
        var loops = new ImageLoops(writer, RowLimits.Strided, new("input", kernel.Input), new("output", kernel.Output));
        loops.Constants();
        using (loops.Samples())
        {
            loops.EachRow(() =>
            {
                using (loops.Channels())
                {
                    writer.Line("var meanVector = TSimd.Load(ref mean, c);");
                    writer.Line("var scaleVector = TSimd.Load(ref scale, c);");
                    writer.Line("var shiftVector = TSimd.Load(ref shift, c);");
                    EpilogueEmitter.Preload(writer, kernel.Epilogue, "c");
                    loops.EachPosition(offset =>
                    {
                        writer.Line($"var centred = TSimd.Subtract(TSimd.Load(ref inputRow, {offset}), meanVector);");
                        writer.Line("var value = TSimd.MultiplyAdd(centred, scaleVector, shiftVector);");
                        EpilogueEmitter.Apply(writer, "value", kernel.Epilogue, "c", "outputRow", offset, preloaded: true);
                        writer.Line($"TSimd.Store(value, ref outputRow, {offset});");
                    });
                }
            });
        }
    }
}
