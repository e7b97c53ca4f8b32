using BnCompiler.Generator.Emit.Kernels;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <content>The loop of a <see cref="RowBandKernel"/>, with a call for each of its stages in it.</content>
internal abstract partial class StepCalls
{
    private const string Bands = "bands";

    private void AddBands(CallText text, Step step, RowBandKernel kernel, bool perSample)
    {
        text.Add($"for (var {Bands} = new RowBands({Share(step)}, ref ");
        AddReference(text, step.Operands[step.Operands.Length - 2], step.Scope, perSample);
        foreach (var (name, value) in Geometry(kernel))
        {
            text.Add($", {name}: ").Add(new CallNumber(name, value, Literal.Int(value)));
        }

        text.Add($"); {Bands}.Next();)\n{{\n");
        for (int stage = 0; stage < step.Stages.Length; stage++)
        {
            text.Add("    ");
            AddStage(text, step.Stages[stage], kernel, stage, perSample);
            text.Add("\n");
        }

        text.Add("}");
    }

    private static IEnumerable<(string Name, int Value)> Geometry(RowBandKernel kernel)
    {
        var (window, input) = (kernel.Middle.Window, kernel.Middle.Input);
        return
        [
            ("scratchLength", kernel.ScratchLength), ("rows", kernel.Middle.Output.Height), ("together", kernel.Together), ("inputRows", input.Height),
            ("kernel", RowBandKernel.WindowRows(window)), ("stride", window.StrideHeight), ("padding", window.PaddingHeight),
            ("rowLength", input.RowStride), ("left", input.Halo.Left * input.Pitch), ("right", input.Halo.Right * input.Pitch),
        ];
    }

    private void AddStage(CallText text, Step step, RowBandKernel kernel, int stage, bool perSample)
    {
        kernels.AddMethod(text, step.Kernel);
        text.Add("<TSimd, TVector>(");
        var images = EpilogueEmitter.Images(Epilogue(step.Kernel)).ToDictionary(image => image.Name, image => image.Layout.RowStride);
        string rows = stage == 0 ? "NewRows" : "Rows";
        foreach (var (parameter, operand) in step.Kernel.Parameters.Zip(step.Operands, (parameter, operand) => (parameter, operand)))
        {
            text.Add("ref ");
            if (!kernel.IsOutside(parameter, stage))
            {
                text.Add($"{Bands}.{(stage == 0 ? "New" : stage == 1 && parameter.Name == "input" ? "Input" : "Output")}");
            }
            else if (RowLength(step.Kernel, parameter.Name, images) is int length)
            {
                text.Add($"{Bands}.{rows}Of(ref ");
                AddReference(text, operand, step.Scope, perSample);
                text.Add(", ").Add(new CallNumber(parameter.Name + "RowLength", length, Literal.Int(length))).Add(")");
            }
            else
            {
                AddReference(text, operand, step.Scope, perSample);
            }

            text.Add(", ");
        }

        text.Add($"{Bands}.{rows});");
    }

    /// <summary>From one row of a stage's output to the next in one of its images; null for what has no rows.</summary>
    private static int? RowLength(Kernel kernel, string parameter, Dictionary<string, int> images) => (kernel, parameter) switch
    {
        (ContractionKernel contraction, "input") => contraction.Loops.InputRowStep,
        (ContractionKernel contraction, "output") => contraction.Loops.OutputRowStep,
        (DepthwiseKernel depthwise, "output") => depthwise.Output.RowStride,
        _ when images.TryGetValue(parameter, out int length) => length,
        _ => null,
    };

    private static Declaration.EquatableArray<EpilogueOperation> Epilogue(Kernel kernel) =>
        kernel is ContractionKernel contraction ? contraction.Epilogue : ((DepthwiseKernel)kernel).Epilogue;
}
