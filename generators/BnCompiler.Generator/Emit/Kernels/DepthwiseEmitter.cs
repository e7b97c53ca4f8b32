using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>y = epilogue(bias + Σ taps w·x), each channel for itself.</summary>
internal sealed class DepthwiseEmitter : KernelEmitter<DepthwiseKernel>
{
    protected override void EmitBody(KernelWriter writer, DepthwiseKernel kernel)
    {
        var rows = DepthwiseAxis.Forward(WindowAxis.Rows(kernel.Window, kernel.Input, kernel.Output));
        var columns = DepthwiseAxis.Forward(WindowAxis.Columns(kernel.Window, kernel.Input, kernel.Output));
        if (!DepthwiseHalo.Needed([rows], [columns], kernel.Input).IsWithin(kernel.Input.Halo))
        {
            throw new InvalidOperationException($"The windows of a depthwise convolution reach beyond the halo of {kernel.Input}.");
        }

        var input = new ImageOperand("input", kernel.Input);
        var output = new ImageOperand("output", kernel.Output);
        var tiles = new DepthwiseTiles(writer, input, output, kernel.Window.KernelWidth, kernel.HasBias, kernel.Epilogue);
        DepthwiseSamples.Emit(writer, [input, output], () =>
        {
            if (kernel.HasBias)
            {
                writer.Line("var biasVector = TSimd.Load(ref bias, c);");
            }

            EpilogueEmitter.Preload(writer, kernel.Epilogue, "c");
            tiles.Emit(rows, columns);
        });
    }
}
