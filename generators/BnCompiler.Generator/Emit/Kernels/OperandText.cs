namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>The constants and references with which kernels reach the rows of the values that they walk over.</summary>
internal static class OperandText
{
    /// <summary>Writes <c>…RowStride</c> and <c>…SampleStride</c> of each operand.</summary>
    public static void Strides(CodeWriter writer, IEnumerable<ImageOperand> operands)
    {
        foreach (var operand in operands)
        {
            writer.Line($"const int {operand.Constant}RowStride = {operand.Layout.RowStride}, {operand.Constant}SampleStride = {operand.SampleStride};");
        }
    }

    /// <summary>Opens the loop over samples first … last−1, with each operand's <c>…Sample</c> in it.</summary>
    public static CodeWriter.Scope Samples(CodeWriter writer, IEnumerable<ImageOperand> operands)
    {
        var scope = writer.Block("for (int n = first; n < last; n++)");
        foreach (var operand in operands)
        {
            writer.Line($"ref float {operand.Sample} = ref Unsafe.Add(ref {operand.Name}, (nint)n * {operand.Constant}SampleStride);");
        }

        return scope;
    }

    /// <summary>Writes each operand's <c>…Row</c>, the first float of row <c>y</c>.</summary>
    public static void Rows(CodeWriter writer, IEnumerable<ImageOperand> operands)
    {
        foreach (var operand in operands)
        {
            writer.Line($"ref float {operand.Row} = ref Unsafe.Add(ref {operand.Sample}, y * {operand.Constant}RowStride);");
        }
    }
}
