using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>y = epilogue(Σ rows Σ columns a·b·x): loops over output positions around loops over their windows.</summary>
internal sealed class ResampleEmitter : KernelEmitter<ResampleKernel>
{
    protected override void EmitBody(KernelWriter writer, ResampleKernel kernel)
    {
        var rows = new ResampleAxisText(kernel.Rows, "y", "row");
        var columns = new ResampleAxisText(kernel.Columns, "x", "column");
        writer.Size("Pitch", ImageLoops.PitchOf(kernel.Input));
        ImageOperand[] outputs = [new("output", kernel.Output), .. EpilogueEmitter.Images(kernel.Epilogue)];
        ImageOperand[] operands = [new("input", kernel.Input), .. outputs];
        OperandText.Strides(writer, operands);
        rows.Tables(writer);
        columns.Tables(writer);
        using (OperandText.Samples(writer, operands))
        {
            using (ShareText.Units(writer, "y", writer.Size("OutputRows", kernel.Rows.OutputSize)))
            {
                OperandText.Rows(writer, outputs);
                writer.Line($"ref float window = ref Unsafe.Add(ref inputSample, {Product(rows.First, "InputRowStride")});");
                using (writer.Block($"for (int x = 0; x < {writer.Size("OutputColumns", kernel.Columns.OutputSize)}; x++)"))
                using (ImageLoops.Channels(writer))
                {
                    EmitVector(writer, kernel, rows, columns);
                }
            }
        }
    }

    private static void EmitVector(KernelWriter writer, ResampleKernel kernel, ResampleAxisText rows, ResampleAxisText columns)
    {
        writer.Line("int at = (x * Pitch) + c;");
        string start = Product(columns.First, "Pitch");
        writer.Line(start == "0" ? "int from = c;" : $"int from = {start} + c;");
        string? weight = Weight(rows.Weight, columns.Weight);
        if (rows.IsOneTap && columns.IsOneTap)
        {
            string tap = "TSimd.Load(ref window, from)";
            writer.Line($"var value = {(weight is null ? tap : $"TSimd.Multiply({tap}, TSimd.Create({weight}))")};");
        }
        else
        {
            writer.Line("var value = TSimd.Zero;");
            rows.EachTap(writer, () => columns.EachTap(writer, () =>
            {
                string tap = $"TSimd.Load(ref window, from{rows.TapOffset("InputRowStride")}{columns.TapOffset("Pitch")})";
                writer.Line(weight is null ? $"value = TSimd.Add(value, {tap});" : $"value = TSimd.MultiplyAdd({tap}, TSimd.Create({weight}), value);");
            }));
        }

        EpilogueEmitter.Apply(writer, "value", kernel.Epilogue, "c", "outputRow", "at");
        writer.Line("TSimd.Store(value, ref outputRow, at);");
    }

    private static string Product(string position, string stride) => position == "0" ? "0" : $"({position} * {stride})";

    private static string? Weight(string? left, string? right) => left is null ? right : right is null ? left : $"{left} * {right}";
}
