using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>dx = f′·dy.</summary>
internal sealed class MapGradientEmitter : KernelEmitter<MapGradientKernel>
{
    protected override void EmitBody(KernelWriter writer, MapGradientKernel kernel)
    {
        var learned = kernel.Activation.Parameter;
        var loops = new ImageLoops(
            writer,
            learned is null ? RowLimits.Sequential : RowLimits.Strided,
            new("value", kernel.Value),
            new("outputGradient", kernel.OutputGradient),
            new("inputGradient", kernel.InputGradient));
        loops.Constants();
        using (loops.Samples())
        {
            loops.EachRow(() =>
            {
                if (learned is null)
                {
                    loops.EachVector(offset => EmitVector(writer, kernel, offset, parameter: ""));
                    return;
                }

                using (loops.Channels())
                {
                    writer.Line($"var {learned.Name}Vector = TSimd.Load(ref {learned.Name}, c);");
                    loops.EachPosition(offset => EmitVector(writer, kernel, offset, learned.Name + "Vector"));
                }
            });
        }
    }

    private static void EmitVector(CodeWriter writer, MapGradientKernel kernel, string offset, string parameter)
    {
        string argument = kernel.Activation.GradientFromInput ? "input" : "activated";
        writer.Line($"var {argument} = TSimd.Load(ref valueRow, {offset});");
        writer.Line($"var dy = TSimd.Load(ref outputGradientRow, {offset});");
        string gradient = ActivationText.Gradient(kernel.Activation, argument, "dy", parameter);
        writer.Line($"var dx = {ActivationText.Accumulated(gradient, kernel.Accumulate, "inputGradientRow", offset)};");
        writer.Line($"TSimd.Store(dx, ref inputGradientRow, {offset});");
    }
}
