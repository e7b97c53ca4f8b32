using BnCompiler.Tool.Onnx;

namespace BnCompiler.Tool.Passes;

/// <summary>
/// Where over a comparison: the smaller or larger of what is compared; and on the two sides of 0, x and a multiple of x (LeakyRelu, PRelu), or of e^x − 1 (Elu, Selu).
/// </summary>
internal static class RecognizeSelections
{
    public static OnnxNode? Match(OnnxNode node, GraphIndex index)
    {
        if (node.OpType != "Where" || node.Inputs.Length != 3 || index.Producer(node.Inputs[0], "Less", "LessOrEqual", "Greater", "GreaterOrEqual") is not { Inputs.Length: 2 } comparison)
        {
            return null;
        }

        bool isLess = comparison.OpType.StartsWith("Less", StringComparison.Ordinal);
        string smaller = comparison.Inputs[isLess ? 0 : 1], larger = comparison.Inputs[isLess ? 1 : 0];
        string then = node.Inputs[1], otherwise = node.Inputs[2];
        if (Same(index, then, smaller) && Same(index, otherwise, larger))
        {
            return node.With("Min", [smaller, larger]);
        }

        if (Same(index, then, larger) && Same(index, otherwise, smaller))
        {
            return node.With("Max", [smaller, larger]);
        }

        return index.Is(larger, 0) ? Sides(node, index, smaller, then, otherwise) : index.Is(smaller, 0) ? Sides(node, index, larger, otherwise, then) : null;
    }

    /// <param name="negative">The value where x is negative.</param>
    private static OnnxNode? Sides(OnnxNode node, GraphIndex index, string x, string negative, string positive)
    {
        if (positive == x && index.Producer(negative, "Mul") is { } product && Other(product, x) is { } slope)
        {
            return index.Number(slope) is { } number && index.Constant(slope)!.Length == 1
                ? node.With("LeakyRelu", [x], ("alpha", NodeRewrite.Of(number)))
                : node.With("PRelu", [x, slope]);
        }

        if (positive == x)
        {
            return Exponential(index, x, negative) is { } alpha ? node.With("Elu", [x], ("alpha", NodeRewrite.Of(alpha))) : null;
        }

        bool isScaled = index.Producer(positive, "Mul") is { } scaled && index.Split(scaled) is { } gamma && gamma.Other == x;
        return isScaled && index.Split(index.Producer(positive, "Mul")!) is { Number: not 0 } factor && Exponential(index, x, negative) is { } both
            ? node.With("Selu", [x], ("alpha", NodeRewrite.Of(both / factor.Number)), ("gamma", NodeRewrite.Of(factor.Number)))
            : null;
    }

    /// <summary>The number a with which a value is a·(e^x − 1), in any order of its products; null where it is none.</summary>
    private static double? Exponential(GraphIndex index, string x, string value)
    {
        if (index.Producer(value, "Mul") is { } product && index.Split(product) is { } scaled)
        {
            return scaled.Number * Exponential(index, x, scaled.Other);
        }

        if (index.Producer(value, "Sub") is not { } difference || index.Number(difference.Inputs[1]) is not { } subtracted)
        {
            return null;
        }

        double? factor = index.Producer(difference.Inputs[0], "Mul") is { } inner && index.Split(inner) is { } scale && IsExp(index, x, scale.Other) ? scale.Number
            : IsExp(index, x, difference.Inputs[0]) ? 1 : null;
        return factor == subtracted ? factor : null;
    }

    private static bool IsExp(GraphIndex index, string x, string value) => index.Producer(value, "Exp")?.Inputs[0] == x;

    private static string? Other(OnnxNode node, string name) => node.Inputs switch
    {
        [var first, var second] when first == name => second,
        [var first, var second] when second == name => first,
        _ => null,
    };

    private static bool Same(GraphIndex index, string a, string b) =>
        a == b || (index.Number(a) is { } number && index.Number(b) == number && index.Constant(a)!.Length == 1 && index.Constant(b)!.Length == 1);
}
