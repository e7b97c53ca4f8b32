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
                using (loops.Channels())
                {
                    EmitChannelVectors(writer, kernel);
                    loops.EachPosition(offset => EmitPosition(writer, kernel, offset));
                }
            });
        }
    }

    private static void EmitChannelVectors(KernelWriter writer, BatchNormGradientKernel kernel)
    {
        writer.Line("var meanVector = TSimd.Load(ref mean, c);");
        writer.Line("var scaleVector = TSimd.Load(ref scale, c);");
        if (kernel.Activation is not null)
        {
            writer.Line("var shiftVector = TSimd.Load(ref shift, c);");
        }

        writer.Comment("dx = scale·g − (x − mean)·slope − constant, slope = scale·inverseDeviation·meanProduct, constant = scale·meanGradient");
        writer.Line("var negativeScale = TSimd.Subtract(TSimd.Zero, scaleVector);");
        writer.Line("var negativeSlope = TSimd.Multiply(negativeScale, TSimd.Multiply(TSimd.Load(ref inverseDeviation, c), TSimd.Load(ref meanProduct, c)));");
        writer.Line("var negativeConstant = TSimd.Multiply(negativeScale, TSimd.Load(ref meanGradient, c));");
    }

    private static void EmitPosition(KernelWriter writer, BatchNormGradientKernel kernel, string offset)
    {
        writer.Line($"var centred = TSimd.Subtract(TSimd.Load(ref inputRow, {offset}), meanVector);");
        writer.Line($"var dy = TSimd.Load(ref outputGradientRow, {offset});");
        string gradient = ActivationText.FusedGradient(writer, kernel.Activation, "centred", "dy");
        writer.Line($"var dx = TSimd.MultiplyAdd({gradient}, scaleVector, TSimd.MultiplyAdd(centred, negativeSlope, negativeConstant));");
        if (kernel.Accumulate)
        {
            writer.Line($"dx = {ActivationText.Accumulated("dx", true, "inputGradientRow", offset)};");
        }

        writer.Line($"TSimd.Store(dx, ref inputGradientRow, {offset});");
    }
}
