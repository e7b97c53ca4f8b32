using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>Lowers layers that compute every position of an image as a weighted sum of neighbouring ones, with weights for rows times weights for columns.</summary>
internal static class ResampleLowering
{
    public static void Forward(Node node, LoweringContext context, ResampleAxis rows, ResampleAxis columns, string formula) => PoolLowering.Forward(
        node, context, formula,
        (input, output, epilogue) => new ResampleKernel(rows, columns, input, output, epilogue, IsInputGradient: false));

    public static void Backward(Node node, LoweringContext context, ResampleAxis rows, ResampleAxis columns, string formula)
    {
        if (context.InputGradient(node, out bool accumulate) is { } inputGradient)
        {
            var outputGradient = context.OutputGradient(node);
            var kernel = new ResampleKernel(
                rows.Transposed(), columns.Transposed(), outputGradient.Layout, inputGradient.Layout,
                WeightedLowering.Accumulating(accumulate), IsInputGradient: true);
            context.Add(node, formula, kernel, StepScope.Sample, new ValueOperand(outputGradient), new ValueOperand(inputGradient));
        }
    }

    /// <summary>An axis from the first position and the weights of each window.</summary>
    public static ResampleAxis Axis(int inputSize, int outputSize, Func<int, (int First, float[] Weights)> window) => new(
        inputSize,
        [.. Enumerable.Range(0, outputSize).Select(window).Select(made => new ResampleWindow(made.First, EquatableArray.Create<float>(made.Weights)))]);
}
