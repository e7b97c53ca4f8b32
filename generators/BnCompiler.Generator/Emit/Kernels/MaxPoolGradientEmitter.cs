using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// dx: a window's dy goes to its first position that equals the window's output. Where windows do not share positions it is stored,
/// otherwise added to an image of zeros.
/// </summary>
internal sealed class MaxPoolGradientEmitter : KernelEmitter<MaxPoolGradientKernel>
{
    protected override void EmitBody(KernelWriter writer, MaxPoolGradientKernel kernel)
    {
        var gradient = new ImageOperand("inputGradient", kernel.InputGradient);
        var loops = new PoolLoops(
            writer,
            kernel.Window,
            [new("input", kernel.Input), gradient],
            [new("output", kernel.Output), new("outputGradient", kernel.OutputGradient)],
            mayRepeat: true);
        loops.Constants();
        loops.EachSample(() =>
        {
            if (!kernel.Accumulate && !loops.Tiles)
            {
                loops.ClearImage(gradient);
            }

            bool adds = kernel.Accumulate || loops.Overlaps;
            loops.EachWindow(() =>
            {
                writer.Line("var maximum = TSimd.Load(ref outputRow, at);");
                writer.Line("var remaining = TSimd.Load(ref outputGradientRow, at);");
                loops.EachTap((taps, _) => EmitTap(writer, taps[0], taps[1], adds));
            });
        });
    }

    private static void EmitTap(KernelWriter writer, (string Reference, string Offset) input, (string Reference, string Offset) gradient, bool adds)
    {
        using (writer.Block())
        {
            writer.Line($"var tap = TSimd.Load(ref {input.Reference}, {input.Offset});");
            writer.Line("var dx = TSimd.SelectEqual(tap, maximum, remaining, TSimd.Zero);");
            writer.Line("remaining = TSimd.SelectEqual(tap, maximum, TSimd.Zero, remaining);");
            writer.Line($"TSimd.Store({ActivationText.Accumulated("dx", adds, gradient.Reference, gradient.Offset)}, ref {gradient.Reference}, {gradient.Offset});");
        }
    }
}
