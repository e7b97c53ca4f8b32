using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>Σg and Σg·x̂; the second is summed as Σg·(x − mean) and multiplied by inverseDeviation once per partial sum.</summary>
internal sealed class BatchNormGradientSumsEmitter : KernelEmitter<BatchNormGradientSumsKernel>
{
    protected override void EmitBody(KernelWriter writer, BatchNormGradientSumsKernel kernel)
    {
        ImageOperand[] operands = [new("input", kernel.Input), new("outputGradient", kernel.OutputGradient)];
        var sums = new PartialSums(writer, "sum", "product");
        if (kernel.Input is { Height: 1, Width: 1 })
        {
            SampleBlocks.Emit(writer, operands, () =>
            {
                EmitChannelVectors(writer, kernel);
                sums.Declare();
                sums.EachIndex("n", "block", "blockEnd", (n, way) =>
                {
                    writer.Line($"ref float inputAt{way} = ref Unsafe.Add(ref input, ((nint){n} * InputSampleStride) + c);");
                    writer.Line($"ref float outputGradientAt{way} = ref Unsafe.Add(ref outputGradient, ((nint){n} * OutputGradientSampleStride) + c);");
                    EmitPosition(writer, kernel, $"TSimd.Load(ref inputAt{way}, 0)", $"TSimd.Load(ref outputGradientAt{way}, 0)", way);
                });
                EmitTotals(writer, columns: null);
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
                    EmitChannelVectors(writer, kernel);
                    sums.Declare(loops.Columns);
                    sums.EachPosition(loops.Columns, (offset, way) =>
                        EmitPosition(writer, kernel, $"TSimd.Load(ref inputRow, {offset})", $"TSimd.Load(ref outputGradientRow, {offset})", way));
                    EmitTotals(writer, loops.Columns);
                }
            });
        }
    }

    private static void EmitChannelVectors(KernelWriter writer, BatchNormGradientSumsKernel kernel)
    {
        writer.Line("var meanVector = TSimd.Load(ref mean, c);");
        if (kernel.Activation is not null)
        {
            writer.Line("var scaleVector = TSimd.Load(ref scale, c);");
            writer.Line("var shiftVector = TSimd.Load(ref shift, c);");
        }
    }

    private static void EmitPosition(KernelWriter writer, BatchNormGradientSumsKernel kernel, string input, string outputGradient, int way)
    {
        using (writer.Block())
        {
            writer.Line($"var centred = TSimd.Subtract({input}, meanVector);");
            writer.Line($"var gradient = {outputGradient};");
            if (kernel.Activation is not null)
            {
                writer.Line($"gradient = {ActivationText.FusedGradient(writer, kernel.Activation, "centred", "gradient")};");
            }

            writer.Line($"sum{way} = TSimd.Add(sum{way}, gradient);");
            writer.Line($"product{way} = TSimd.MultiplyAdd(gradient, centred, product{way});");
        }
    }

    private static void EmitTotals(KernelWriter writer, int? columns)
    {
        writer.Line($"TSimd.AddToDouble({PartialSums.Total("sum", columns)}, ref sums, c);");
        writer.Line($"var product = TSimd.Multiply({PartialSums.Total("product", columns)}, TSimd.Load(ref inverseDeviation, c));");
        writer.Line("TSimd.AddToDouble(product, ref sums, Pitch + c);");
    }
}
