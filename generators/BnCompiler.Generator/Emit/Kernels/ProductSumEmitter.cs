using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>Σ positions of x·y, per channel and sample: row by row, so that partial sums stay short.</summary>
internal sealed class ProductSumEmitter : KernelEmitter<ProductSumKernel>
{
    protected override void EmitBody(KernelWriter writer, ProductSumKernel kernel)
    {
        ImageOperand left = new("left", kernel.Left), right = new("right", kernel.Right);
        var output = kernel.Output;
        writer.Size("Pitch", ImageLoops.PitchOf(kernel.Left));
        using (writer.Block("for (int n = first; n < last; n++)"))
        using (ImageLoops.Channels(writer))
        {
            Reference(left);
            Reference(right);
            writer.Line("var sum = TSimd.Zero;");
            using (writer.Block($"for (int y = 0; y < {writer.Size("Rows", kernel.Left.Height)}; y++)"))
            {
                writer.Line("var rowSum = TSimd.Zero;");
                using (writer.Block($"for (int i = 0; i < {writer.Size("Columns", kernel.Left.Width)} * Pitch; i += Pitch)"))
                {
                    string product = string.Join(", ", new[] { left, right }.Select(one => $"TSimd.Load(ref {one.Sample}, (y * {writer.Size(one.Constant + "RowStride", one.Layout.RowStride)}) + i)"));
                    writer.Line($"rowSum = TSimd.MultiplyAdd({product}, rowSum);");
                }

                writer.Line("sum = TSimd.Add(sum, rowSum);");
            }

            writer.Line($"ref float outputSample = ref Unsafe.Add(ref output, ((nint)n * {writer.Size("OutputSampleStride", output.SampleStride)}) + c);");
            writer.Line($"TSimd.Store({ActivationText.Accumulated("sum", kernel.Accumulate, "outputSample", "0")}, ref outputSample, 0);");
        }

        void Reference(ImageOperand one) =>
            writer.Line($"ref float {one.Sample} = ref Unsafe.Add(ref {one.Name}, ((nint)n * {writer.Size(one.Constant + "SampleStride", one.Layout.SampleStride)}) + c);");
    }
}
