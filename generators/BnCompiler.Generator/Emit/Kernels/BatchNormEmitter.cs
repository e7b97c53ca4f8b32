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
            loops.EachRow(() => loops.EachPositionOfPairs(
                (channel, suffix) =>
                {
                    writer.Line($"var meanVector{suffix} = TSimd.Load(ref mean, {channel});");
                    writer.Line($"var scaleVector{suffix} = TSimd.Load(ref scale, {channel});");
                    writer.Line($"var shiftVector{suffix} = TSimd.Load(ref shift, {channel});");
                    EpilogueEmitter.Preload(writer, kernel.Epilogue, channel, suffix);
                },
                (offset, channel, suffix) =>
                {
                    writer.Line($"var centred = TSimd.Subtract(TSimd.Load(ref inputRow, {offset}), meanVector{suffix});");
                    writer.Line($"var value = TSimd.MultiplyAdd(centred, scaleVector{suffix}, shiftVector{suffix});");
                    EpilogueEmitter.Apply(writer, "value", kernel.Epilogue, channel, "outputRow", offset, preloaded: true, suffix);
                    writer.Line($"TSimd.Store(value, ref outputRow, {offset});");
                }));
        }
    }
}
