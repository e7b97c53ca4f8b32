namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>The outer loops of depthwise kernels: samples, then vectors of channels, so that weights are loaded once per image.</summary>
internal static class DepthwiseSamples
{
    public static void Emit(KernelWriter writer, ImageOperand[] operands, Action body)
    {
        writer.Size("Pitch", ImageLoops.PitchOf(operands[0].Layout));
        OperandText.Strides(writer, operands);
        using (OperandText.Samples(writer, operands))
        using (ImageLoops.Channels(writer))
        {
            body();
        }
    }
}
