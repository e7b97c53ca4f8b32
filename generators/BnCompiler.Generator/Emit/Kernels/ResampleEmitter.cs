using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>y = epilogue(Σ rows Σ columns a·b·x): loops over output positions around loops over their windows.</summary>
internal sealed class ResampleEmitter : KernelEmitter<ResampleKernel>
{
    protected override void EmitBody(CodeWriter writer, ResampleKernel kernel)
    {
        var rows = new ResampleAxisText(kernel.Rows, "y", "row");
        var columns = new ResampleAxisText(kernel.Columns, "x", "column");
        writer.Line($"const int Pitch = {ImageLoops.PitchOf(kernel.Input)};");
        bool staysInRow = rows is { First: "0", IsOneTap: true };
        string inputRowStride = staysInRow ? "" : $"InputRowStride = {kernel.Input.RowStride}, ";
        writer.Line($"const int {inputRowStride}InputSampleStride = {kernel.Input.SampleStride};");
        writer.Line($"const int OutputRowStride = {kernel.Output.RowStride}, OutputSampleStride = {kernel.Output.SampleStride};");
        rows.Tables(writer);
        columns.Tables(writer);
        using (writer.Block("for (int n = first; n < last; n++)"))
        {
            writer.Line("ref float inputSample = ref Unsafe.Add(ref input, (nint)n * InputSampleStride);");
            writer.Line("ref float outputSample = ref Unsafe.Add(ref output, (nint)n * OutputSampleStride);");
            using (writer.Block($"for (int y = 0; y < {kernel.Rows.OutputSize}; y++)"))
            {
                writer.Line("ref float outputRow = ref Unsafe.Add(ref outputSample, y * OutputRowStride);");
                writer.Line($"ref float window = ref Unsafe.Add(ref inputSample, {Product(rows.First, "InputRowStride")});");
                using (writer.Block($"for (int x = 0; x < {kernel.Columns.OutputSize}; x++)"))
                using (ImageLoops.Channels(writer))
                {
                    EmitVector(writer, kernel, rows, columns);
                }
            }
        }
    }

    private static void EmitVector(CodeWriter writer, ResampleKernel kernel, ResampleAxisText rows, ResampleAxisText columns)
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
