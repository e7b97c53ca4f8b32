using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>y = epilogue(max of the window).</summary>
internal sealed class MaxPoolEmitter : KernelEmitter<MaxPoolKernel>
{
    protected override void EmitBody(KernelWriter writer, MaxPoolKernel kernel)
    {
        var loops = new PoolLoops(writer, kernel.Window, [new("input", kernel.Input)], [new("output", kernel.Output)], mayRepeat: true);
        loops.Constants();
        if (loops.IsClipped && loops.KnowsFirstTap)
        {
            writer.Comment("A tap outside the image reads the nearest one inside, which the window holds anyway.");
        }

        loops.EachSample(() => loops.EachWindow(() =>
        {
            if (!loops.KnowsFirstTap)
            {
                writer.Line("var value = TSimd.Create(float.NegativeInfinity);");
            }

            loops.EachTap((taps, isFirst) =>
            {
                string tap = $"TSimd.Load(ref {taps[0].Reference}, {taps[0].Offset})";
                writer.Line(isFirst ? $"var value = {tap};" : $"value = TSimd.PropagatingMax(value, {tap});");
            });
            EpilogueEmitter.Apply(writer, "value", kernel.Epilogue, "c", "outputRow", "at");
            writer.Line("TSimd.Store(value, ref outputRow, at);");
        }));
    }
}
