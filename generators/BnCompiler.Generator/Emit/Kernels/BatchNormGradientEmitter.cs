using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// dx = scale·(g − meanGradient − x̂·meanProduct), arranged as scale·g − (x − mean)·slope − offset with two factors per channel, so that
/// a position costs one subtraction and two fused multiplications.
/// </summary>
internal sealed class BatchNormGradientEmitter : KernelEmitter<BatchNormGradientKernel>
{
    protected override void EmitBody(KernelWriter writer, BatchNormGradientKernel kernel)
    {
        var loops = new ImageLoops(
            writer,
            RowLimits.Strided,
            new("input", kernel.Input),
            new("outputGradient", kernel.OutputGradient),
            new("inputGradient", kernel.InputGradient));
        loops.Constants();
        using (loops.Samples())
        {
            loops.EachRow(() =>
            {
                writer.Comment("dx = scale·g − (x − mean)·slope − constant, slope = scale·inverseDeviation·meanProduct, constant = scale·meanGradient");
                loops.EachPositionOfPairs(
                    (channel, suffix) => EmitChannelVectors(writer, kernel, channel, suffix),
                    (offset, _, suffix) => EmitPosition(writer, kernel, offset, suffix));
            });
        }
    }

    private static void EmitChannelVectors(KernelWriter writer, BatchNormGradientKernel kernel, string channel, string suffix)
    {
        writer.Line($"var meanVector{suffix} = TSimd.Load(ref mean, {channel});");
        writer.Line($"var scaleVector{suffix} = TSimd.Load(ref scale, {channel});");
        if (kernel.Activation is not null)
        {
            writer.Line($"var shiftVector{suffix} = TSimd.Load(ref shift, {channel});");
        }

        writer.Line($"var negativeScale{suffix} = TSimd.Subtract(TSimd.Zero, scaleVector{suffix});");
        writer.Line(
            $"var negativeSlope{suffix} = TSimd.Multiply(negativeScale{suffix}, "
            + $"TSimd.Multiply(TSimd.Load(ref inverseDeviation, {channel}), TSimd.Load(ref meanProduct, {channel})));");
        writer.Line($"var negativeConstant{suffix} = TSimd.Multiply(negativeScale{suffix}, TSimd.Load(ref meanGradient, {channel}));");
    }

    private static void EmitPosition(KernelWriter writer, BatchNormGradientKernel kernel, string offset, string suffix)
    {
        writer.Line($"var centred = TSimd.Subtract(TSimd.Load(ref inputRow, {offset}), meanVector{suffix});");
        writer.Line($"var dy = TSimd.Load(ref outputGradientRow, {offset});");
        string gradient = ActivationText.FusedGradient(writer, kernel.Activation, "centred", "dy", suffix);
        writer.Line($"var dx = TSimd.MultiplyAdd({gradient}, scaleVector{suffix}, TSimd.MultiplyAdd(centred, negativeSlope{suffix}, negativeConstant{suffix}));");
        if (kernel.Accumulate)
        {
            writer.Line($"dx = {ActivationText.Accumulated("dx", true, "inputGradientRow", offset)};");
        }

        writer.Line($"TSimd.Store(dx, ref inputGradientRow, {offset});");
    }
}
