using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>Σ dy·x̂ and Σ dy over the samples, element by element.</summary>
internal sealed class ElementGradientEmitter : KernelEmitter<ElementGradientKernel>
{
    protected override void EmitBody(KernelWriter writer, ElementGradientKernel kernel)
    {
        var elements = kernel.Input with { Halo = Halo.None };
        var loops = new ImageLoops(
            writer,
            RowLimits.Strided,
            new("input", kernel.Input),
            new("outputGradient", kernel.OutputGradient),
            new("products", elements) { IsShared = true },
            new("sums", elements) { IsShared = true });
        GroupText.EachElement(writer, loops, [("statistics", kernel.Statistics)], () => { }, offset => EmitPosition(writer, offset));
    }

    private static void EmitPosition(KernelWriter writer, string offset)
    {
        writer.Line($"var dy = TSimd.Load(ref outputGradientRow, {offset});");
        writer.Line($"var normalised = TSimd.Multiply(TSimd.Subtract(TSimd.Load(ref inputRow, {offset}), meanVector), inverseDeviation);");
        writer.Line($"TSimd.Store(TSimd.MultiplyAdd(dy, normalised, TSimd.Load(ref productsRow, {offset})), ref productsRow, {offset});");
        writer.Line($"TSimd.Store(TSimd.Add(dy, TSimd.Load(ref sumsRow, {offset})), ref sumsRow, {offset});");
    }
}
