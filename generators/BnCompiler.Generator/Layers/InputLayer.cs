using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// An input of the network: the one of the network attribute, which every graph has, or one declared among the layers. Operations in its epilogue are done while a
/// sample is read.
/// </summary>
internal sealed class InputLayer(Shape shape) : Layer
{
    /// <summary>The name of the node of the network's own input; no layer may have it.</summary>
    public const string Name = "input";

    public override string Kind => "Input";

    public Shape Shape { get; } = shape;

    public override bool IsInput => true;

    public override string AffineObstacle => "has no weights";

    public static InputLayer Read(ArgumentReader arguments)
    {
        arguments.Forbid("From", "nothing: an input reads no layer");
        return new InputLayer(arguments.InputShape("Shape"));
    }

    public override string Describe(Shape input, Shape output) => Kind;

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) => Shape;

    /// <summary>Reads the caller's samples; what follows is done on the way. The runtime library has the loads of a plain input and of one behind a BatchNorm.</summary>
    public override void LowerForward(Node node, LoweringContext context)
    {
        if (!context.Graph.IsOutput(node.Id) && !context.Graph.Consumers(node.Id).Any())
        {
            return;
        }

        var value = context.Output(node);
        var (epilogue, operands) = context.Epilogue(node);
        var part = SamplePart.Inputs(context.Graph).Single(each => each.Node.Id == node.Id);
        Operand source = new BoundaryOperand(Boundary.Input, part);
        if (epilogue.Count == 0)
        {
            context.Add(node, "x, channels innermost", PlanarKernel.Load(value.Layout, accumulate: false, part.Gap), StepScope.Sample, source, new ValueOperand(value));
        }
        else if (epilogue.Count == 1 && epilogue[0] is AffineOperation { Values: null })
        {
            var load = PlanarKernel.LoadAffine(value.Layout, part.Gap);
            context.Add(node, "x̂ = s·x + t while it is read", load, StepScope.Sample, source, new ValueOperand(value), operands[0], operands[1]);
        }
        else
        {
            int stride = part.Gap == 0 ? node.Shape.Length : part.Gap;
            Operand[] all = [source, .. operands, new ValueOperand(value)];
            context.Add(node, "x, channels innermost, with what follows it", new LoadKernel(value.Layout, stride, epilogue), StepScope.Sample, all);
        }
    }

    public override void LowerBackward(Node node, LoweringContext context)
    {
    }
}
