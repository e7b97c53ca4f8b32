using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>dx = inverseDeviation·(γ·dy − meanGradient − x̂·meanProduct), arranged as scale·dy − (x − mean)·slope − constant.</summary>
internal sealed class GroupNormGradientEmitter : KernelEmitter<GroupNormGradientKernel>
{
    protected override void EmitBody(KernelWriter writer, GroupNormGradientKernel kernel)
    {
        var affine = kernel.Affine;
        var loops = new ImageLoops(
            writer,
            RowLimits.Strided,
            [
                new("input", kernel.Input), new("outputGradient", kernel.OutputGradient), .. GroupText.Elements(affine, affine.HasScale, "scale", kernel.Input),
                new("inputGradient", kernel.InputGradient),
            ]);
        GroupText.EachElement(
            writer, loops, [("statistics", kernel.Statistics), ("means", kernel.Means)], () => EmitChannelVectors(writer, affine), offset => EmitPosition(writer, kernel, offset));
    }

    private static void EmitChannelVectors(KernelWriter writer, NormAffine affine)
    {
        if (affine is { HasScale: true, PerElement: false })
        {
            writer.Line("var scaleVector = TSimd.Multiply(inverseDeviation, TSimd.Load(ref scale, c));");
        }

        writer.Comment("slope = inverseDeviation²·meanProduct, constant = inverseDeviation·meanGradient");
        writer.Line("var negative = TSimd.Subtract(TSimd.Zero, inverseDeviation);");
        writer.Line("var negativeSlope = TSimd.Multiply(negative, TSimd.Multiply(inverseDeviation, TSimd.Load(ref meansSample, Pitch + c)));");
        writer.Line("var negativeConstant = TSimd.Multiply(negative, TSimd.Load(ref meansSample, c));");
    }

    private static void EmitPosition(KernelWriter writer, GroupNormGradientKernel kernel, string offset)
    {
        string scale = kernel.Affine switch
        {
            { HasScale: true, PerElement: true } => $"TSimd.Multiply(inverseDeviation, TSimd.Load(ref scaleRow, {offset}))",
            { HasScale: true } => "scaleVector",
            _ => "inverseDeviation",
        };
        writer.Line($"var centred = TSimd.Subtract(TSimd.Load(ref inputRow, {offset}), meanVector);");
        writer.Line($"var dx = TSimd.MultiplyAdd(TSimd.Load(ref outputGradientRow, {offset}), {scale}, TSimd.MultiplyAdd(centred, negativeSlope, negativeConstant));");
        writer.Line($"TSimd.Store({ActivationText.Accumulated("dx", kernel.Accumulate, "inputGradientRow", offset)}, ref inputGradientRow, {offset});");
    }
}
