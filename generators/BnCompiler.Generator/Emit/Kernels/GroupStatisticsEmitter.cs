using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// Mean and inverse deviation of groups of channels. The first pass finds an origin near each group's mean; the second sums d = x − origin and d²: then
/// mean = origin + Σd/m and σ² = Σd²/m − (Σd/m)² lose nothing, because d is as small as the deviations are.
/// </summary>
internal sealed class GroupStatisticsEmitter : KernelEmitter<GroupStatisticsKernel>
{
    protected override void EmitBody(KernelWriter writer, GroupStatisticsKernel kernel)
    {
        var loops = new ImageLoops(writer, RowLimits.PartialSum, new ImageOperand("input", kernel.Input));
        loops.Constants();
        GroupText.ResultStride(writer, "statistics", kernel.Statistics);
        GroupText.Sizes(writer, kernel.Input, kernel.Groups);
        using (loops.Samples())
        {
            GroupText.Sample(writer, "statistics");
            GroupText.StartGroups(writer);
            using (loops.Channels())
            {
                EmitOrigins(writer, loops);
            }

            using (loops.Channels())
            {
                EmitDeviations(writer, loops, kernel.Epsilon);
            }
        }
    }

    private static void EmitOrigins(KernelWriter writer, ImageLoops loops)
    {
        writer.Line("laneSums.Clear();");
        loops.EachRow(() =>
        {
            var sums = new PartialSums(writer, "sum");
            sums.Declare(loops.Columns);
            sums.EachPosition(loops.Columns, (offset, way) => writer.Line($"sum{way} = TSimd.Add(sum{way}, TSimd.Load(ref inputRow, {offset}));"));
            writer.Line($"TSimd.AddToDouble({PartialSums.Total("sum", loops.Columns)}, ref laneSums[0], 0);");
        });
        writer.Line("group.AddOrigins(ref laneSums[0], TSimd.Lanes, c, ref statisticsSample);");
    }

    private static void EmitDeviations(KernelWriter writer, ImageLoops loops, double epsilon)
    {
        writer.Line("var origin = TSimd.Load(ref statisticsSample, c);");
        writer.Line("laneSums.Clear();");
        loops.EachRow(() =>
        {
            var sums = new PartialSums(writer, "deviation", "square");
            sums.Declare(loops.Columns);
            sums.EachPosition(loops.Columns, (offset, way) =>
            {
                using (writer.Block())
                {
                    writer.Line($"var d = TSimd.Subtract(TSimd.Load(ref inputRow, {offset}), origin);");
                    writer.Line($"deviation{way} = TSimd.Add(deviation{way}, d);");
                    writer.Line($"square{way} = TSimd.MultiplyAdd(d, d, square{way});");
                }
            });
            writer.Line($"TSimd.AddToDouble({PartialSums.Total("deviation", loops.Columns)}, ref laneSums[0], 0);");
            writer.Line($"TSimd.AddToDouble({PartialSums.Total("square", loops.Columns)}, ref laneSums[0], TSimd.Lanes);");
        });
        writer.Line($"group.AddDeviations(ref laneSums[0], TSimd.Lanes, c, ref statisticsSample, {Literal.Double(epsilon)});");
    }
}
