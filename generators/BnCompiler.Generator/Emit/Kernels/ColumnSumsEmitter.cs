using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>Σdy per channel, or Σ ∂y/∂p·dy.</summary>
internal sealed class ColumnSumsEmitter : KernelEmitter<ColumnSumsKernel>
{
    protected override void EmitBody(KernelWriter writer, ColumnSumsKernel kernel)
    {
        var sums = new PartialSums(writer, "sum");
        var gradient = new ImageOperand("outputGradient", kernel.OutputGradient);
        ImageOperand[] operands = kernel.Value is { } layout ? [new("value", layout), gradient] : [gradient];
        if (kernel.OutputGradient is { Height: 1, Width: 1 })
        {
            SampleBlocks.Emit(writer, operands, () =>
            {
                sums.Declare();
                sums.EachIndex("n", "block", "blockEnd", (n, way) => EmitSum(
                    writer, kernel, way, operand => $"TSimd.Load(ref Unsafe.Add(ref {operand}, ((nint){n} * {new ImageOperand(operand, kernel.OutputGradient).Constant}SampleStride) + c), 0)"));
                writer.Line($"TSimd.AddToDouble({PartialSums.Total("sum")}, ref sums, c);");
            });
            return;
        }

        var loops = new ImageLoops(writer, RowLimits.PartialSum, operands);
        loops.Constants();
        using (loops.Samples())
        {
            loops.EachRow(() =>
            {
                using (loops.Channels())
                {
                    sums.Declare(loops.Columns);
                    sums.EachPosition(loops.Columns, (offset, way) => EmitSum(writer, kernel, way, operand => $"TSimd.Load(ref {operand}Row, {offset})"));
                    writer.Line($"TSimd.AddToDouble({PartialSums.Total("sum", loops.Columns)}, ref sums, c);");
                }
            });
        }
    }

    /// <param name="load">The text that loads a vector of an operand.</param>
    private static void EmitSum(CodeWriter writer, ColumnSumsKernel kernel, int way, Func<string, string> load)
    {
        string dy = load("outputGradient");
        string term = kernel.Activation?.Parameter is { } parameter ? ActivationText.ParameterGradient(parameter, load("value"), dy) : dy;
        writer.Line($"sum{way} = TSimd.Add(sum{way}, {term});");
    }
}
