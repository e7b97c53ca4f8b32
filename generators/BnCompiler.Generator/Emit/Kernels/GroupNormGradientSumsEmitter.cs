using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>Σg and Σg·x̂ of groups of channels; the second is summed as Σg·(x − mean) and multiplied by inverseDeviation once per partial sum.</summary>
internal sealed class GroupNormGradientSumsEmitter : KernelEmitter<GroupNormGradientSumsKernel>
{
    protected override void EmitBody(KernelWriter writer, GroupNormGradientSumsKernel kernel)
    {
        var affine = kernel.Affine;
        var loops = new ImageLoops(
            writer,
            RowLimits.PartialSum,
            [new("input", kernel.Input), new("outputGradient", kernel.OutputGradient), .. GroupText.Elements(affine, affine.HasScale, "scale", kernel.Input)]);
        loops.Constants();
        GroupText.ResultStride(writer, "statistics", kernel.Statistics);
        GroupText.ResultStride(writer, "means", kernel.Means);
        GroupText.Sizes(writer, kernel.Input, kernel.Groups);
        using (loops.Samples())
        {
            GroupText.Sample(writer, "statistics");
            GroupText.Sample(writer, "means");
            GroupText.StartGroups(writer);
            using (loops.Channels())
            {
                GroupText.LoadStatistics(writer);
                writer.Line("laneSums.Clear();");
                loops.EachRow(() => EmitRow(writer, kernel, loops));
                writer.Line("group.AddGradients(ref laneSums[0], TSimd.Lanes, c, ref meansSample);");
            }
        }
    }

    private static void EmitRow(KernelWriter writer, GroupNormGradientSumsKernel kernel, ImageLoops loops)
    {
        var sums = new PartialSums(writer, "sum", "product");
        sums.Declare();
        sums.EachPosition(loops.Columns, (offset, way) =>
        {
            string dy = $"TSimd.Load(ref outputGradientRow, {offset})";
            bool isScaled = kernel.Affine is { HasScale: true, PerElement: true };
            using (writer.Block())
            {
                writer.Line($"var gradient = {(isScaled ? $"TSimd.Multiply({dy}, TSimd.Load(ref scaleRow, {offset}))" : dy)};");
                writer.Line($"sum{way} = TSimd.Add(sum{way}, gradient);");
                writer.Line($"product{way} = TSimd.MultiplyAdd(gradient, TSimd.Subtract(TSimd.Load(ref inputRow, {offset}), meanVector), product{way});");
            }
        });
        writer.Line($"var rowSum = {PartialSums.Total("sum")};");
        writer.Line($"var rowProduct = TSimd.Multiply({PartialSums.Total("product")}, inverseDeviation);");
        if (kernel.SumsChannels)
        {
            writer.Line("TSimd.AddToDouble(rowSum, ref sums, c);");
            writer.Line("TSimd.AddToDouble(rowProduct, ref sums, Pitch + c);");
        }

        bool isScaledAtLast = kernel.Affine is { HasScale: true, PerElement: false };
        string Scaled(string sum) => isScaledAtLast ? $"TSimd.Multiply({sum}, TSimd.Load(ref scale, c))" : sum;
        writer.Line($"TSimd.AddToDouble({Scaled("rowSum")}, ref laneSums[0], 0);");
        writer.Line($"TSimd.AddToDouble({Scaled("rowProduct")}, ref laneSums[0], TSimd.Lanes);");
    }
}
