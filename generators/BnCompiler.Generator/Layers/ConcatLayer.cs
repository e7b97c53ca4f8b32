using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>The channels of all inputs, one input after the other.</summary>
internal sealed class ConcatLayer(ImmutableArray<string> others) : Layer
{
    public override string Kind => "Concat";

    public override ImmutableArray<string> Others { get; } = others;

    /// <summary>To a map in front of it: it would reach a part of the channels.</summary>
    public override string AffineObstacle => "joins other channels";

    public static ConcatLayer Read(ArgumentReader arguments) => new(arguments.Names("Others"));

    public override string Describe(Shape input, Shape output) => $"Concat({input.Channels} → {output.Channels} channels)";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings)
    {
        for (int index = 1; index < inputs.Length; index++)
        {
            if (!inputs[index].Sizes.Skip(1).SequenceEqual(inputs[0].Sizes.Skip(1)))
            {
                string positions = InputChecks.PositionsOf(inputs[0]);
                InputChecks.ReportBranch(
                    index, $"the {positions} of {inputs[0]} from {findings.InputName(0)}", inputs[index], $"give both branches the same {positions}", findings);
                return null;
            }
        }

        return new Shape([inputs.Sum(input => input.Channels), .. inputs[0].Sizes.Skip(1)]);
    }

    public override ChannelRule ChannelRule(Node node, int input) =>
        Ir.ChannelRule.Moves(new ChannelMap.Slice(FirstChannel(node, input), node.InputShapes[input].Channels));

    /// <summary>To each input its channels of the map.</summary>
    public override ImmutableArray<AffineShare> AffineShares(Node node) =>
        [.. Enumerable.Range(0, node.Inputs.Length).Select(input => new AffineShare(FirstChannel(node, input), Shifts: true))];

    public override void LowerForward(Node node, LoweringContext context)
    {
        var output = context.Output(node);
        var (epilogue, operands) = context.Epilogue(node);
        if (epilogue.Count > 0)
        {
            var inputs = Enumerable.Range(0, node.Inputs.Length).Select(index => context.Input(node, index)).ToImmutableArray();
            Operand[] all = [.. inputs.Select(input => new ValueOperand(input)), .. operands, new ValueOperand(output)];
            var kernel = new ConcatKernel(inputs.Select(input => input.Layout).ToImmutableArray(), output.Layout, epilogue);
            context.Add(node, $"y = {string.Join(", ", node.Inputs.Select(id => context.Graph[id].Name))}", kernel, StepScope.Sample, all);
            return;
        }

        for (int index = 0; index < node.Inputs.Length; index++)
        {
            var input = context.Input(node, index);
            var copy = Copy(node.InputShapes[index].Channels, input.Layout, 0, output.Layout, FirstChannel(node, index), accumulate: false);
            context.Add(node, $"{Range(node, index)} of y = {context.Graph[node.Inputs[index]].Name}", copy, StepScope.Sample, new ValueOperand(input), new ValueOperand(output));
        }
    }

    public override void LowerBackward(Node node, LoweringContext context)
    {
        for (int index = 0; index < node.Inputs.Length; index++)
        {
            if (context.InputGradient(node, out bool accumulate, index) is { } inputGradient)
            {
                var outputGradient = context.OutputGradient(node);
                var copy = Copy(node.InputShapes[index].Channels, outputGradient.Layout, FirstChannel(node, index), inputGradient.Layout, 0, accumulate);
                context.Add(node, $"dx = {Range(node, index)} of dy", copy, StepScope.Sample, new ValueOperand(outputGradient), new ValueOperand(inputGradient));
            }
        }
    }

    private string Range(Node node, int input)
    {
        int first = FirstChannel(node, input);
        return $"channels {first} to {first + node.InputShapes[input].Channels - 1}";
    }

    private static RuntimeKernel Copy(int channels, Layout x, int xChannel, Layout y, int yChannel, bool accumulate) => new(
        "ChannelSlices.Copy", [new("x"), new("y", IsOutput: true)],
        WeightedLowering.Constants(
            ("channels", channels), ("height", x.Height), ("width", x.Width),
            ("xChannel", xChannel), ("xPitch", x.Pitch), ("xRowStride", x.RowStride), ("xSampleStride", x.SampleStride),
            ("yChannel", yChannel), ("yPitch", y.Pitch), ("yRowStride", y.RowStride), ("ySampleStride", y.SampleStride))
            .Add(accumulate ? "accumulate: true" : "accumulate: false"));

    private static int FirstChannel(Node node, int input) => node.InputShapes.Take(input).Sum(shape => shape.Channels);
}
