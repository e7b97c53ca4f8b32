using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>The means of windows that cover the sequence as evenly as the sizes allow: those of an image of one row.</summary>
internal sealed class AdaptiveAvgPool1dLayer(int outputSize) : AdaptiveAvgPool2dLayer(1, outputSize)
{
    public override string Kind => "AdaptiveAvgPool1d";

    public static new AdaptiveAvgPool1dLayer Read(ArgumentReader arguments) => new(arguments.Integer("OutputSize", 1, WindowArguments.Largest));

    public override string Describe(Shape input, Shape output) => $"{Kind}({OutputWidth})";

    public override Shape? InferShape(ImmutableArray<Shape> inputs, FindingSink findings) =>
        InputChecks.IsSequence(inputs[0], findings) ? new Shape(inputs[0].Channels, OutputWidth) : null;
}
