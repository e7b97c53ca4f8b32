using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>y = epilogue(x), a vector of channels at a time, gathered from the planes of a sample.</summary>
internal sealed class LoadEmitter : KernelEmitter<LoadKernel>
{
    protected override void EmitBody(KernelWriter writer, LoadKernel kernel)
    {
        var image = kernel.Output;
        var loops = new ImageLoops(writer, RowLimits.Sequential, [new("output", image), .. EpilogueEmitter.Images(kernel.Epilogue)]);
        loops.Constants();
        writer.Size("Channels", image.Channels);
        writer.Size("Plane", image.Height * image.Width);
        writer.Line($"Span<float> gathered = stackalloc float[{Layout.Lanes}];");
        using (loops.Samples())
        {
            string offset = writer.TakesShare ? "" : $"(nint)n * {writer.Size("PlanarStride", kernel.PlanarStride)}";
            writer.Line($"ref float inputSample = {ShareText.Sample(writer, "input", offset)};");
            loops.EachRow(() =>
            {
                using (writer.Block($"for (int x = 0; x < {writer.Size("Columns", loops.Columns)}; x++)"))
                using (loops.Channels())
                {
                    using (writer.Block("for (int lane = 0; lane < TSimd.Lanes && c + lane < Channels; lane++)"))
                    {
                        writer.Line($"gathered[lane] = Unsafe.Add(ref inputSample, ((c + lane) * Plane) + (y * Columns) + x);");
                    }

                    writer.Line();
                    writer.Line("int at = (x * Pitch) + c;");
                    writer.Line("var value = TSimd.Load(ref gathered[0], 0);");
                    EpilogueEmitter.Apply(writer, "value", kernel.Epilogue, "c", "outputRow", "at");
                    writer.Line("TSimd.Store(value, ref outputRow, at);");
                }
            });
        }
    }
}
