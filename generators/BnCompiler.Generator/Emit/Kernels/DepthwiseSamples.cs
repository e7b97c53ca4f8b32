namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>The outer loops of depthwise kernels: samples, then vectors of channels, so that weights are loaded once per image.</summary>
internal static class DepthwiseSamples
{
    public static void Emit(CodeWriter writer, ImageOperand[] operands, Action body)
    {
        writer.Line($"const int Pitch = {ImageLoops.PitchOf(operands[0].Layout)};");
        foreach (var operand in operands)
        {
            writer.Line($"const int {operand.Constant}RowStride = {operand.Layout.RowStride}, {operand.Constant}SampleStride = {operand.Layout.SampleStride};");
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
