using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>y = epilogue(x with its channels in another order), a vector of output channels at a time.</summary>
internal sealed class ChannelShuffleEmitter : KernelEmitter<ChannelShuffleKernel>
{
    protected override void EmitBody(KernelWriter writer, ChannelShuffleKernel kernel)
    {
        var loops = new ImageLoops(writer, RowLimits.Sequential, new("input", kernel.Input), new("output", kernel.Output));
        loops.Constants();
        writer.Size("Groups", kernel.Groups);
        writer.Size("ChannelsPerGroup", kernel.Input.Channels / kernel.Groups);
        writer.Line($"Span<float> gathered = stackalloc float[{Layout.Lanes}];");
        using (loops.Samples())
        {
            loops.EachRow(() =>
            {
                using (writer.Block($"for (int x = 0; x < {writer.Size("Columns", loops.Columns)}; x++)"))
                {
                    using (loops.Channels())
                    {
                        EmitVector(writer, kernel);
                    }
                }
            });
        }
    }

    private static void EmitVector(KernelWriter writer, ChannelShuffleKernel kernel)
    {
        using (writer.Block("for (int lane = 0; lane < TSimd.Lanes; lane++)"))
        {
            writer.Line("int channel = c + lane;");
            writer.Line("gathered[lane] = Unsafe.Add(ref inputRow, (x * Pitch) + (channel % Groups * ChannelsPerGroup) + (channel / Groups));");
        }

        writer.Line();
        writer.Line("int at = (x * Pitch) + c;");
        writer.Line("var value = TSimd.Load(ref gathered[0], 0);");
        EpilogueEmitter.Apply(writer, "value", kernel.Epilogue, "c", "outputRow", "at");
        writer.Line("TSimd.Store(value, ref outputRow, at);");
    }
}
