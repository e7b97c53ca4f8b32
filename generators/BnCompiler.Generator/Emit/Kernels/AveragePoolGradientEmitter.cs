using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>dx: a window's dy / divisor, stored to its positions where no two windows share one, otherwise added to an image of zeros.</summary>
internal sealed class AveragePoolGradientEmitter : KernelEmitter<AveragePoolGradientKernel>
{
    protected override void EmitBody(KernelWriter writer, AveragePoolGradientKernel kernel)
    {
        var gradient = new ImageOperand("inputGradient", kernel.InputGradient);
        var output = new ImageOperand("outputGradient", kernel.OutputGradient);
        AverageDivisor.Check(kernel.Window);
        if (AverageDivisor.IsGlobal(kernel.Window, kernel.InputGradient, kernel.OutputGradient))
        {
            EmitGlobal(writer, kernel, gradient, output);
            return;
        }

        var loops = new PoolLoops(writer, kernel.Window, [gradient], [output], mayRepeat: false);
        var divisor = new AverageDivisor(writer, loops, kernel.CountIncludePad);
        loops.Constants();
        divisor.Constant();
        loops.EachSample(() =>
        {
            if (!kernel.Accumulate && !loops.Tiles)
            {
                loops.ClearImage(gradient);
            }

            bool adds = kernel.Accumulate || loops.Overlaps;
            loops.EachWindow(
                () =>
                {
                    writer.Line("var share = TSimd.Multiply(TSimd.Load(ref outputGradientRow, at), TSimd.Create(factor));");
                    loops.EachTap((taps, _) => writer.Line(
                        $"TSimd.Store({ActivationText.Accumulated("share", adds, taps[0].Reference, taps[0].Offset)}, ref {taps[0].Reference}, {taps[0].Offset});"));
                },
                divisor.PerWindow);
        });
    }

    private static void EmitGlobal(KernelWriter writer, AveragePoolGradientKernel kernel, ImageOperand gradient, ImageOperand output)
    {
        var loops = new ImageLoops(writer, RowLimits.Sequential, gradient);
        loops.Constants();
        writer.Size("OutputGradientSampleStride", output.Layout.SampleStride);
        writer.Line($"const float Factor = 1f / {gradient.Layout.Height * gradient.Layout.Width};");
        using (loops.Samples())
        {
            writer.Line("ref float outputGradientRow = ref Unsafe.Add(ref outputGradient, (nint)n * OutputGradientSampleStride);");
            using (loops.Channels())
            {
                writer.Line("var share = TSimd.Multiply(TSimd.Load(ref outputGradientRow, c), TSimd.Create(Factor));");
                loops.EachRow(() => loops.EachPosition(offset => writer.Line(
                    $"TSimd.Store({ActivationText.Accumulated("share", kernel.Accumulate, "inputGradientRow", offset)}, ref inputGradientRow, {offset});")));
            }
        }
    }
}
