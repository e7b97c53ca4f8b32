using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// y = epilogue(the channels of all inputs), in whole vectors: those inside one input are read where they lie, and the few that cross a seam between inputs are put
/// together first.
/// </summary>
internal sealed class ConcatEmitter : KernelEmitter<ConcatKernel>
{
    protected override void EmitBody(KernelWriter writer, ConcatKernel kernel)
    {
        var parts = ConcatPart.Of(kernel.Inputs);
        ImageOperand[] outputs = [new("output", kernel.Output), .. EpilogueEmitter.Images(kernel.Epilogue)];
        ImageOperand[] operands = [.. kernel.Inputs.Select((layout, index) => new ImageOperand($"input{index}", layout)), .. outputs];
        writer.Size("Pitch", ImageLoops.PitchOf(kernel.Output));
        OperandText.Strides(writer, operands);
        int seams = parts.Sum(part => part.SeamLength);
        if (seams > 0)
        {
            writer.Line($"Span<float> seams = stackalloc float[{seams}];");
        }

        using (OperandText.Samples(writer, operands))
        using (ShareText.Units(writer, "y", writer.Size("Rows", kernel.Output.Height)))
        {
            OperandText.Rows(writer, operands);
            using (writer.Block($"for (int x = 0; x < {writer.Size("Columns", kernel.Output.Width)}; x++)"))
            {
                EmitSeams(writer, kernel.Inputs, parts);
                using (ImageLoops.Channels(writer))
                {
                    writer.Line("int at = (x * Pitch) + c;");
                    writer.Line($"ref float from = ref {Source(writer, kernel.Inputs, parts, 0, 0)};");
                    writer.Line("var value = TSimd.Load(ref from, 0);");
                    EpilogueEmitter.Apply(writer, "value", kernel.Epilogue, "c", "outputRow", "at");
                    writer.Line("TSimd.Store(value, ref outputRow, at);");
                }
            }
        }
    }

    private static void EmitSeams(KernelWriter writer, EquatableArray<Layout> inputs, ConcatPart[] parts)
    {
        int at = 0;
        foreach (var part in parts)
        {
            foreach (var (input, channel, length, offset) in part.Pieces)
            {
                string from = $"ref Unsafe.Add(ref input{input}Row, (x * {Pitch(writer, inputs, input)}) + {channel})";
                writer.Line($"global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan({from}, {length}).CopyTo(seams.Slice({at + offset}, {length}));");
            }

            at += part.SeamLength;
        }
    }

    /// <summary>The reference to channel <c>c</c>, by the part that it lies in.</summary>
    private static string Source(KernelWriter writer, EquatableArray<Layout> inputs, ConcatPart[] parts, int index, int seam)
    {
        var part = parts[index];
        string reference = part.Input is not { } input
            ? $"seams[c - {writer.Size($"Seam{index}", part.Start - seam)}]"
            : $"Unsafe.Add(ref input{input}Row, (x * {Pitch(writer, inputs, input)}) + c - {writer.Size($"Input{input}First", part.FirstChannel)})";
        return index == parts.Length - 1
            ? reference
            : $"(c < {writer.Size($"Part{index}End", part.End)} ? ref {reference} : ref {Source(writer, inputs, parts, index + 1, seam + part.SeamLength)})";
    }

    private static string Pitch(KernelWriter writer, EquatableArray<Layout> inputs, int input) => writer.Size($"Input{input}Pitch", inputs[input].Pitch);
}
