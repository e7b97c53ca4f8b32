using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>dx = f′·dy.</summary>
internal sealed class MapGradientEmitter : KernelEmitter<MapGradientKernel>
{
    protected override void EmitBody(KernelWriter writer, MapGradientKernel kernel)
    {
        var loops = new ImageLoops(
            writer,
            RowLimits.Sequential,
            new("value", kernel.Value),
            new("outputGradient", kernel.OutputGradient),
            new("inputGradient", kernel.InputGradient));
        loops.Constants();
        using (loops.Samples())
        {
            loops.EachRow(() => loops.EachVector(offset =>
            {
                string argument = kernel.Activation.GradientFromInput ? "input" : "activated";
                writer.Line($"var {argument} = TSimd.Load(ref valueRow, {offset});");
                writer.Line($"var dy = TSimd.Load(ref outputGradientRow, {offset});");
                string gradient = ActivationText.Gradient(kernel.Activation, argument, "dy");
                writer.Line($"var dx = {ActivationText.Accumulated(gradient, kernel.Accumulate, "inputGradientRow", offset)};");
                writer.Line($"TSimd.Store(dx, ref inputGradientRow, {offset});");
            }));
        }
    }
}
