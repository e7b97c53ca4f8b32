namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>The sizes and references with which kernels reach the rows of the values that they walk over.</summary>
internal static class OperandText
{
    /// <summary>Registers <c>…RowStride</c> and, where there are several samples, <c>…SampleStride</c> of each operand.</summary>
    public static void Strides(KernelWriter writer, IEnumerable<ImageOperand> operands)
    {
        foreach (var operand in operands)
        {
            writer.Size(operand.Constant + "RowStride", operand.Layout.RowStride);
            if (!writer.IsOneSample)
            {
                writer.Size(operand.Constant + "SampleStride", operand.SampleStride);
            }
        }
    }

    /// <summary>Opens the loop over samples first … last−1, or that of one sample, with each operand's <c>…Sample</c> in it.</summary>
    public static CodeWriter.Scope Samples(KernelWriter writer, IEnumerable<ImageOperand> operands) =>
        ShareText.Samples(writer, operands, operand => $"(nint)n * {operand.Constant}SampleStride");

    /// <summary>Writes each operand's <c>…Row</c>, the first float of row <c>y</c>.</summary>
    public static void Rows(KernelWriter writer, IEnumerable<ImageOperand> operands)
    {
        foreach (var operand in operands)
        {
            writer.Line($"ref float {operand.Row} = ref Unsafe.Add(ref {operand.Sample}, y * {operand.Constant}RowStride);");
        }
    }

    /// <summary>Registers the sample strides of values of one position, and writes each one's <c>…Row</c> of sample <c>n</c>.</summary>
    public static void Positions(KernelWriter writer, IEnumerable<ImageOperand> operands)
    {
        foreach (var operand in operands)
        {
            writer.Line($"ref float {operand.Row} = ref Unsafe.Add(ref {operand.Name}, (nint)n * {writer.Size(operand.Constant + "SampleStride", operand.SampleStride)});");
        }
    }
}
