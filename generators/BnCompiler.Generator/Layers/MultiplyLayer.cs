using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>y = x₀·x₁·…; factors of one position multiply whole channels of the others.</summary>
internal sealed class MultiplyLayer(ImmutableArray<string> others) : Layer
{
    public override string Kind => "Multiply";

    public override ImmutableArray<string> Others { get; } = others;

    public override string AffineObstacle => "multiplies by other values";

    public static MultiplyLayer Read(ArgumentReader arguments) => new(arguments.Names("Others"));

    public override string Describe(Shape input, Shape output) => Kind;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings)
    {
        int widest = Widest(inputs);
        var image = inputs[widest];
        var flatGate = new Shape(image.Channels);
        var gate = new Shape([image.Channels, .. image.Sizes.Skip(1).Select(_ => 1)]);
        for (int index = 0; index < inputs.Length; index++)
        {
            if (!inputs[index].Equals(image) && !inputs[index].Equals(gate) && !inputs[index].Equals(flatGate))
            {
                string gates = image.Positions == 1 ? "" : $", or {flatGate} or {gate}";
                InputChecks.ReportBranch(
                    index, $"{image}, the shape of {findings.InputName(widest)}{gates}", inputs[index], "give both the same channels", findings);
                return null;
            }
        }

        return image;
    }

    /// <summary>(a·x₀)·x₁ = a·(x₀·x₁), per channel as well; a value that is both factors passes a², which is a factor like any other.</summary>
    public override ChannelRule ChannelRule(Node node, int input) => Ir.ChannelRule.PassFactors;

    public override void LowerForward(Node node, LoweringContext context)
    {
        int widest = Widest(node.InputShapes);
        var input = context.Input(node, widest);
        var output = context.Output(node);
        var (operations, factors) = Factors(node, context, except: widest);
        var (epilogue, operands) = context.Epilogue(node);
        Operand[] all = [new ValueOperand(input), .. factors, .. operands, new ValueOperand(output)];
        string product = string.Join("·", node.Inputs.Select(id => context.Graph[id].Name));
        context.Add(
            node, $"y = {product}", new MapKernel(input.Layout, output.Layout, operations.AddRange(epilogue.Items)),
            WeightedLowering.ScopeOfPositions(output.Layout), all);
    }

    /// <summary>dxᵢ = dy times all other factors; summed over the positions for a factor that has only one.</summary>
    public override void LowerBackward(Node node, LoweringContext context)
    {
        for (int index = 0; index < node.Inputs.Length; index++)
        {
            if (context.InputGradient(node, out bool accumulate, index) is not { } inputGradient)
            {
                continue;
            }

            if (IsGate(node, index))
            {
                GateGradient(node, context, index, inputGradient, accumulate);
            }
            else
            {
                FactorGradient(node, context, index, inputGradient, accumulate);
            }
        }
    }

    private static void FactorGradient(Node node, LoweringContext context, int index, Value inputGradient, bool accumulate)
    {
        var outputGradient = context.OutputGradient(node);
        var (operations, factors) = Factors(node, context, except: index);
        var kernel = new MapKernel(outputGradient.Layout, inputGradient.Layout, operations.AddRange(WeightedLowering.Accumulating(accumulate).Items));
        Operand[] all = [new ValueOperand(outputGradient), .. factors, new ValueOperand(inputGradient)];
        context.Add(node, "dx = dy·the other factors", kernel, WeightedLowering.ScopeOfPositions(inputGradient.Layout), all);
    }

    private static void GateGradient(Node node, LoweringContext context, int index, Value inputGradient, bool accumulate)
    {
        int widest = Widest(node.InputShapes);
        var image = context.Input(node, widest);
        var gradient = context.OutputGradient(node);
        if (node.Inputs.Length > 2)
        {
            var (operations, factors) = Factors(node, context, index, widest);
            var product = context.Scratch(node, $"GateGradient{index}", Layout.For(node.Shape));
            Operand[] all = [new ValueOperand(gradient), .. factors, new ValueOperand(product)];
            context.Add(node, "dy·the factors but two", new MapKernel(gradient.Layout, product.Layout, operations), StepScope.Sample, all);
            gradient = product;
        }

        var kernel = new ProductSumKernel(image.Layout, gradient.Layout, inputGradient.Layout, accumulate);
        context.Add(
            node, "dg = Σ positions x·dy", kernel, StepScope.Sample, new ValueOperand(image), new ValueOperand(gradient), new ValueOperand(inputGradient));
    }

    private static (ImmutableArray<EpilogueOperation> Operations, Operand[] Operands) Factors(Node node, LoweringContext context, params int[] except)
    {
        int[] factors = [.. Enumerable.Range(0, node.Inputs.Length).Where(index => !except.Contains(index))];
        return (
            [.. factors.Select(index => new MultiplyOperation(context.Input(node, index).Layout, IsGate(node, index)))],
            [.. factors.Select(index => new ValueOperand(context.Input(node, index)))]);
    }

    private static bool IsGate(Node node, int input) => node.InputShapes[input].Positions < node.Shape.Positions;

    /// <summary>The input with the shape of the product: that with most positions, and an image rather than features.</summary>
    private static int Widest(ImmutableArray<Shape> inputs) =>
        Enumerable.Range(0, inputs.Length).OrderByDescending(index => inputs[index].Positions).ThenByDescending(index => inputs[index].Rank).First();
}
