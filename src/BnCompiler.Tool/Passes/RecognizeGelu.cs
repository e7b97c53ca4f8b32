using BnCompiler.Tool.Onnx;

namespace BnCompiler.Tool.Passes;

/// <summary>½·x·(1 + erf(x/√2)), in any order of its products.</summary>
internal static class RecognizeGelu
{
    private const int Deepest = 4;

    public static OnnxNode? Match(OnnxNode node, GraphIndex index)
    {
        if (node.OpType is not ("Mul" or "Div"))
        {
            return null;
        }

        List<string> factors = [];
        double number = Factors(node, index, factors, 0);
        if (factors is not [var first, var second] || Math.Abs(number - 0.5) > 1e-3)
        {
            return null;
        }

        string? x = IsOnePlusErf(first, second, index) ? second : IsOnePlusErf(second, first, index) ? first : null;
        return x is null ? null : node.With("Gelu", [x]);
    }

    /// <summary>The factors of a product that are no numbers; returns the product of those that are.</summary>
    private static double Factors(OnnxNode node, GraphIndex index, List<string> factors, int depth)
    {
        double number = 1;
        for (int place = 0; place < node.Inputs.Length; place++)
        {
            string name = node.Inputs[place];
            bool divides = node.OpType == "Div" && place == 1;
            if (index.Number(name) is { } constant && index.Constant(name)!.Length == 1)
            {
                number *= divides ? 1 / constant : constant;
            }
            else if (!divides && depth < Deepest && index.Producer(name, "Mul", "Div") is { } inner)
            {
                number *= Factors(inner, index, factors, depth + 1);
            }
            else
            {
                factors.Add(divides ? "" : name);
            }
        }

        return number;
    }

    private static bool IsOnePlusErf(string name, string x, GraphIndex index) =>
        index.Producer(name, "Add", "Sum") is { } sum && index.Split(sum) is { } one && Math.Abs(one.Number - 1) < 1e-6
        && index.Producer(one.Other, "Erf") is { } erf && index.Producer(erf.Inputs[0], "Mul", "Div") is { } scaled
        && index.Split(scaled) is { } root && root.Other == x && (scaled.OpType == "Mul" || scaled.Inputs[0] == x)
        && Math.Abs((scaled.OpType == "Mul" ? root.Number : 1 / root.Number) - Math.Sqrt(0.5)) < 1e-3;
}
