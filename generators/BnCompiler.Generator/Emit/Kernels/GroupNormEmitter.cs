using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>y = epilogue(γ·(x − mean)·inverseDeviation + β).</summary>
internal sealed class GroupNormEmitter : KernelEmitter<GroupNormKernel>
{
    protected override void EmitBody(KernelWriter writer, GroupNormKernel kernel)
    {
        var affine = kernel.Affine;
        var loops = new ImageLoops(
            writer,
            RowLimits.Strided,
            [
                new("input", kernel.Input),
                .. GroupText.Elements(affine, affine.HasScale, "scale", kernel.Input), .. GroupText.Elements(affine, affine.HasShift, "shift", kernel.Input),
                new("output", kernel.Output), .. EpilogueEmitter.Images(kernel.Epilogue),
            ]);
        GroupText.EachElement(writer, loops, [("statistics", kernel.Statistics)], () => EmitChannelVectors(writer, kernel), offset => EmitPosition(writer, kernel, offset));
    }

    private static void EmitChannelVectors(KernelWriter writer, GroupNormKernel kernel)
    {
        var affine = kernel.Affine;
        if (affine is { HasScale: true, PerElement: false })
        {
            writer.Line("var scaleVector = TSimd.Multiply(inverseDeviation, TSimd.Load(ref scale, c));");
        }

        if (affine is { HasShift: true, PerElement: false })
        {
            writer.Line("var shiftVector = TSimd.Load(ref shift, c);");
        }

        EpilogueEmitter.Preload(writer, kernel.Epilogue, "c");
    }

    private static void EmitPosition(KernelWriter writer, GroupNormKernel kernel, string offset)
    {
        var affine = kernel.Affine;
        writer.Line($"var centred = TSimd.Subtract(TSimd.Load(ref inputRow, {offset}), meanVector);");
        string product = affine switch
        {
            { PerElement: true, HasScale: true } => $"TSimd.Multiply(centred, inverseDeviation), TSimd.Load(ref scaleRow, {offset})",
            { HasScale: true } => "centred, scaleVector",
            _ => "centred, inverseDeviation",
        };
        string shift = affine.PerElement ? $"TSimd.Load(ref shiftRow, {offset})" : "shiftVector";
        writer.Line(affine.HasShift ? $"var value = TSimd.MultiplyAdd({product}, {shift});" : $"var value = TSimd.Multiply({product});");
        EpilogueEmitter.Apply(writer, "value", kernel.Epilogue, "c", "outputRow", offset, preloaded: true);
        writer.Line($"TSimd.Store(value, ref outputRow, {offset});");
    }
}
