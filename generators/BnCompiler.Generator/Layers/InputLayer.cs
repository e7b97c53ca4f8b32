using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>The network's input: no attribute, one node per graph. Operations in its epilogue are done while a sample is read.</summary>
internal sealed class InputLayer(Shape shape) : Layer
{
    /// <summary>The name of the input's node; no layer may have it.</summary>
    public const string Name = "input";

    public override string Kind => "Input";

    public Shape Shape { get; } = shape;

    public override string AffineObstacle => "has no weights";

    public override string Describe(Shape input, Shape output) => Kind;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) => Shape;

    /// <summary>Reads the caller's samples; what follows is done on the way. The runtime library has the loads of a plain input and of one behind a BatchNorm.</summary>
    public override void LowerForward(Node node, LoweringContext context)
    {
        var value = context.Output(node);
        var (epilogue, operands) = context.Epilogue(node);
        Operand source = new BoundaryOperand(Boundary.Input, node.Shape.Length);
        if (epilogue.Count == 0)
        {
            context.Add(node, "x, channels innermost", PlanarKernel.Load(value.Layout, accumulate: false), StepScope.Sample, source, new ValueOperand(value));
        }
        else if (epilogue.Count == 1 && epilogue[0] is AffineOperation { Values: null })
        {
            var load = PlanarKernel.LoadAffine(value.Layout);
            context.Add(node, "x̂ = s·x + t while it is read", load, StepScope.Sample, source, new ValueOperand(value), operands[0], operands[1]);
        }
        else
        {
            Operand[] all = [source, .. operands, new ValueOperand(value)];
            context.Add(node, "x, channels innermost, with what follows it", new LoadKernel(value.Layout, node.Shape.Length, epilogue), StepScope.Sample, all);
        }
    }

    public override void LowerBackward(Node node, LoweringContext context)
    {
    }
}
