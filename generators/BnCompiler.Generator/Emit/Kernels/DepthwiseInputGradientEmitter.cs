using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// dx of a depthwise convolution. Where dy has the halo (<see cref="DepthwiseHalo.OfOutputGradient"/>), dx is gathered with the tiles of the forward kernel, once per
/// remainder modulo the stride; otherwise each tap adds its products to an image of zeros.
/// </summary>
internal sealed class DepthwiseInputGradientEmitter : KernelEmitter<DepthwiseInputGradientKernel>
{
    protected override void EmitBody(KernelWriter writer, DepthwiseInputGradientKernel kernel)
    {
        var source = new ImageOperand("outputGradient", kernel.OutputGradient);
        var destination = new ImageOperand("inputGradient", kernel.InputGradient);
        bool gathers = DepthwiseHalo.OfOutputGradient(kernel.Window, kernel.OutputGradient, kernel.InputGradient).IsWithin(kernel.OutputGradient.Halo);
        DepthwiseSamples.Emit(writer, [source, destination], () =>
        {
            if (gathers)
            {
                EmitGather(writer, kernel, source, destination);
            }
            else
            {
                EmitScatter(writer, kernel);
            }
        });
    }

    private static void EmitGather(KernelWriter writer, DepthwiseInputGradientKernel kernel, ImageOperand source, ImageOperand destination)
    {
        ImmutableArray<EpilogueOperation> epilogue = kernel.Accumulate ? [new AccumulateOperation()] : [];
        var tiles = new DepthwiseTiles(writer, source, destination, kernel.Window.KernelWidth, hasBias: false, epilogue);
        var allColumns = DepthwiseAxis.Gradient(WindowAxis.Columns(kernel.Window, kernel.InputGradient, kernel.OutputGradient)).ToArray();
        foreach (var rows in DepthwiseAxis.Gradient(WindowAxis.Rows(kernel.Window, kernel.InputGradient, kernel.OutputGradient)))
        {
            foreach (var columns in allColumns)
            {
                using (writer.Block())
                {
                    if (rows.Taps.Length * columns.Taps.Length > 0)
                    {
                        tiles.Emit(rows, columns);
                    }
                    else if (!kernel.Accumulate)
                    {
                        EmitZeros(writer, rows, columns);
                    }
                }
            }
        }
    }

    /// <summary>Positions that no window of a strided convolution touches.</summary>
    private static void EmitZeros(KernelWriter writer, DepthwiseAxis rows, DepthwiseAxis columns)
    {
        using (writer.Block($"for (int y = {rows.First}; y < {rows.First + (rows.Count * rows.Step)}; y += {rows.Step})"))
        using (writer.Block($"for (int x = {columns.First}; x < {columns.First + (columns.Count * columns.Step)}; x += {columns.Step})"))
        {
            writer.Line("TSimd.Store(TSimd.Zero, ref inputGradientSample, (y * InputGradientRowStride) + (x * Pitch) + c);");
        }
    }

    private static void EmitScatter(KernelWriter writer, DepthwiseInputGradientKernel kernel)
    {
        var rows = WindowAxis.Rows(kernel.Window, kernel.InputGradient, kernel.OutputGradient);
        var columns = WindowAxis.Columns(kernel.Window, kernel.InputGradient, kernel.OutputGradient);
        if (!kernel.Accumulate)
        {
            using (writer.Block($"for (int y = 0; y < {writer.Size("InputRows", rows.InputSize)}; y++)"))
            using (writer.Block($"for (int x = 0; x < {writer.Size("InputColumns", columns.InputSize)}; x++)"))
            {
                writer.Line("TSimd.Store(TSimd.Zero, ref inputGradientSample, (y * InputGradientRowStride) + (x * Pitch) + c);");
            }
        }

        using (writer.Block($"for (int i = 0; i < {rows.Kernel}; i++)"))
        {
            EmitRange(writer, rows, "Row", "i", "top", "firstRow", "lastRow");
            using (writer.Block($"for (int j = 0; j < {columns.Kernel}; j++)"))
            {
                EmitRange(writer, columns, "Column", "j", "left", "firstColumn", "lastColumn");
                writer.Line($"var weight = TSimd.Load(ref weights, (((i * {columns.Kernel}) + j) * Pitch) + c);");
                using (writer.Block("for (int y = firstRow; y < lastRow; y++)"))
                using (writer.Block("for (int x = firstColumn; x < lastColumn; x++)"))
                {
                    writer.Line("var dy = TSimd.Load(ref outputGradientSample, (y * OutputGradientRowStride) + (x * Pitch) + c);");
                    writer.Line($"int at = ((({rows.Affine("y", 0)}) + top) * InputGradientRowStride) + ((({columns.Affine("x", 0)}) + left) * Pitch) + c;");
                    writer.Line("TSimd.Store(TSimd.MultiplyAdd(dy, weight, TSimd.Load(ref inputGradientSample, at)), ref inputGradientSample, at);");
                }
            }
        }
    }

    /// <summary>Writes the outputs whose tap lies inside the image: 0 ≤ output·stride + start &lt; size.</summary>
    private static void EmitRange(KernelWriter writer, WindowAxis axis, string name, string tap, string start, string first, string last)
    {
        writer.Line($"int {start} = ({tap} * {axis.Dilation}) - {axis.Padding};");
        writer.Line($"int {first} = Math.Max(0, ({axis.Stride - 1} - {start}) / {axis.Stride});");
        writer.Line($"int {last} = Math.Min({writer.Size(name + "Outputs", axis.OutputSize)}, ({writer.Size(name + "Inputs", axis.InputSize)} + {axis.Stride - 1} - {start}) / {axis.Stride});");
    }
}
