using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>y = epilogue(x as features), a vector of features at a time, gathered from the channels and positions where they lie.</summary>
internal sealed class FlattenEmitter : KernelEmitter<FlattenKernel>
{
    protected override void EmitBody(KernelWriter writer, FlattenKernel kernel)
    {
        var image = kernel.Input;
        ImageOperand[] outputs = [new("output", kernel.Output), .. EpilogueEmitter.Images(kernel.Epilogue)];
        writer.Size("Pitch", ImageLoops.PitchOf(kernel.Output));
        writer.Size("Features", kernel.Output.Channels);
        writer.Size("Positions", image.Height * image.Width);
        writer.Size("Width", image.Width);
        writer.Line($"Span<float> gathered = stackalloc float[{Layout.Lanes}];");
        using (writer.Block("for (int n = first; n < last; n++)"))
        {
            writer.Line($"ref float inputSample = ref Unsafe.Add(ref input, (nint)n * {writer.Size("InputSampleStride", image.SampleStride)});");
            OperandText.Positions(writer, outputs);
            using (ImageLoops.Channels(writer))
            {
                using (writer.Block("for (int lane = 0; lane < TSimd.Lanes && c + lane < Features; lane++)"))
                {
                    writer.Line("int feature = c + lane;");
                    writer.Line($"int position = (feature % Positions / Width * {writer.Size("InputRowStride", image.RowStride)}) + (feature % Width * {writer.Size("InputPitch", image.Pitch)});");
                    writer.Line("gathered[lane] = Unsafe.Add(ref inputSample, position + (feature / Positions));");
                }

                writer.Line();
                writer.Line("var value = TSimd.Load(ref gathered[0], 0);");
                EpilogueEmitter.Apply(writer, "value", kernel.Epilogue, "c", "outputRow", "c");
                writer.Line("TSimd.Store(value, ref outputRow, c);");
            }
        }
    }
}
