namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>The outer loops of depthwise kernels: samples, then vectors of channels, so that weights are loaded once per image.</summary>
internal static class DepthwiseSamples
{
    public static void Emit(KernelWriter writer, ImageOperand[] operands, Action body)
    {
        writer.Size("Pitch", ImageLoops.PitchOf(operands[0].Layout));
        foreach (var operand in operands)
        {
            writer.Size(operand.Constant + "RowStride", operand.Layout.RowStride);
            writer.Size(operand.Constant + "SampleStride", operand.Layout.SampleStride);
        }

        using (writer.Block("for (int n = first; n < last; n++)"))
        {
            foreach (var operand in operands)
            {
                writer.Line($"ref float {operand.Sample} = ref Unsafe.Add(ref {operand.Name}, (nint)n * {operand.Constant}SampleStride);");
            }

            using (ImageLoops.Channels(writer))
            {
                body();
            }
        }
    }
}
