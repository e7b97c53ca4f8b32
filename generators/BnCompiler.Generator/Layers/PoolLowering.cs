using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>What the lowerings of pooling layers share.</summary>
internal static class PoolLowering
{
    /// <summary>Adds a forward pooling with the node's epilogue.</summary>
    public static void Forward(
        Node node, LoweringContext context, string formula, Func<Layout, Layout, EquatableArray<EpilogueOperation>, Kernel> kernel)
    {
        var input = context.Input(node);
        var output = context.Output(node);
        var (epilogue, operands) = context.Epilogue(node);
        Operand[] all = [new ValueOperand(input), .. operands, new ValueOperand(output)];
        context.Add(node, formula, kernel(input.Layout, output.Layout, epilogue), StepScope.Sample, all);
    }

    public static void MaximumForward(Node node, LoweringContext context, Window window) => Forward(
        node, context, "y = max window", (input, output, epilogue) => new MaxPoolKernel(window, input, output, epilogue));

    public static void MaximumBackward(Node node, LoweringContext context, Window window)
    {
        if (context.InputGradient(node, out bool accumulate) is { } inputGradient)
        {
            var input = context.Input(node);
            var output = context.Output(node);
            var outputGradient = context.OutputGradient(node);
            var kernel = new MaxPoolGradientKernel(window, input.Layout, output.Layout, outputGradient.Layout, inputGradient.Layout, accumulate);
            context.Add(
                node, "dx = dy where x is the first maximum", kernel, StepScope.Sample,
                new ValueOperand(input), new ValueOperand(output), new ValueOperand(outputGradient), new ValueOperand(inputGradient));
        }
    }

    public static void AverageForward(Node node, LoweringContext context, Window window, bool countIncludePad) => Forward(
        node, context, "y = Σ window / count",
        (input, output, epilogue) => new AveragePoolKernel(window, countIncludePad, input, output, epilogue));

    public static void AverageBackward(Node node, LoweringContext context, Window window, bool countIncludePad)
    {
        if (context.InputGradient(node, out bool accumulate) is { } inputGradient)
        {
            var outputGradient = context.OutputGradient(node);
            var kernel = new AveragePoolGradientKernel(window, countIncludePad, outputGradient.Layout, inputGradient.Layout, accumulate);
            context.Add(
                node, "dx = Σ windows dy / count", kernel, StepScope.Sample, new ValueOperand(outputGradient), new ValueOperand(inputGradient));
        }
    }
}
