using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>y = epilogue(f(x)): what the channels of a position share, then a pass over them.</summary>
internal sealed class ChannelFunctionEmitter : KernelEmitter<ChannelFunctionKernel>
{
    protected override void EmitBody(KernelWriter writer, ChannelFunctionKernel kernel)
    {
        ImageOperand[] operands = [new("input", kernel.Input), new("output", kernel.Output), .. EpilogueEmitter.Images(kernel.Epilogue)];
        var loops = new ImageLoops(writer, RowLimits.Sequential, operands);
        loops.Constants();
        writer.Size("Channels", kernel.Input.Channels);
        using (loops.Samples())
        {
            loops.EachRow(() =>
            {
                using (writer.Block($"for (int x = 0; x < {writer.Size("Columns", loops.Columns)}; x++)"))
                {
                    writer.Line(Filled(kernel.Shared, "Unsafe.Add(ref inputRow, x * Pitch)", "Unsafe.Add(ref outputRow, x * Pitch)"));
                    using (loops.Channels())
                    {
                        writer.Line("int at = (x * Pitch) + c;");
                        writer.Line($"var value = {Filled(kernel.Value, "TSimd.Load(ref inputRow, at)", "TSimd.Load(ref outputRow, at)")};");
                        EpilogueEmitter.Apply(writer, "value", kernel.Epilogue, "c", "outputRow", "at");
                        writer.Line("TSimd.Store(value, ref outputRow, at);");
                    }
                }
            });
        }
    }

    private static string Filled(string text, string x, string y) => text.Replace("{x}", x).Replace("{y}", y);
}
