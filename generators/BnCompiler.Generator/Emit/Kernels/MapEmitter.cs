using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>y = epilogue(x).</summary>
internal sealed class MapEmitter : KernelEmitter<MapKernel>
{
    protected override void EmitBody(KernelWriter writer, MapKernel kernel)
    {
        bool perChannel = EpilogueEmitter.DependsOnChannel(kernel.Epilogue);
        ImageOperand[] operands = [new("input", kernel.Input), .. EpilogueEmitter.Images(kernel.Epilogue), new("output", kernel.Output)];
        var loops = new ImageLoops(writer, perChannel ? RowLimits.Strided : RowLimits.Sequential, operands);
        loops.Constants();
        using (loops.Samples())
        {
            foreach (var gate in EpilogueEmitter.Gates(kernel.Epilogue))
            {
                string offset = writer.TakesShare ? "" : $"(nint)n * {writer.Size(gate.Constant + "SampleStride", gate.Layout.SampleStride)}";
                writer.Line($"ref float {gate.Sample} = {ShareText.Sample(writer, gate.Name, offset)};");
            }

            loops.EachRow(() =>
            {
                if (!perChannel)
                {
                    loops.EachVector(offset => EmitVector(writer, kernel, offset));
                    return;
                }

                using (loops.Channels())
                {
                    EpilogueEmitter.Preload(writer, kernel.Epilogue, "c");
                    loops.EachPosition(offset => EmitVector(writer, kernel, offset));
                }
            });
        }
    }

    private static void EmitVector(KernelWriter writer, MapKernel kernel, string offset)
    {
        writer.Line($"var value = TSimd.Load(ref inputRow, {offset});");
        EpilogueEmitter.Apply(writer, "value", kernel.Epilogue, "c", "outputRow", offset, preloaded: true);
        writer.Line($"TSimd.Store(value, ref outputRow, {offset});");
    }
}
