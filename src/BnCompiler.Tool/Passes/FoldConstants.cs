using BnCompiler.Tool.Constants;
using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Passes;

/// <summary>
/// Computes nodes all of whose inputs are constants. A constant cast to the type of a value that the network computes becomes a float, which that value is. What depends on
/// sizes is computed later, when they are known.
/// </summary>
internal static class FoldConstants
{
    public static OnnxGraph Run(OnnxGraph graph, long opset, OnnxLimits limits)
    {
        var constants = graph.Initializers.ToBuilder();
        var budget = new ElementBudget(limits.ComputedElements);
        List<OnnxNode> left = [];
        foreach (var node in graph.Nodes)
        {
            var results = Results(node, opset, constants, budget);
            if (results is null || results.Length < node.Outputs.Length)
            {
                left.Add(node);
                continue;
            }

            for (int output = 0; output < node.Outputs.Length; output++)
            {
                constants[node.Outputs[output]] = results[output];
            }
        }

        return graph with { Nodes = [.. left], Initializers = constants.ToImmutable() };
    }

    private static Tensor[]? Results(OnnxNode node, long opset, IDictionary<string, Tensor> constants, ElementBudget budget)
    {
        var inputs = node.Inputs.Select(name => constants.TryGetValue(name, out var tensor) ? tensor : null).ToArray();
        if (node is { Domain: "", OpType: "CastLike", Inputs.Length: 2 } && inputs[0] is { } constant && inputs[1] is null)
        {
            return [ConstantArithmetic.Convert(constant, TensorType.Float)];
        }

        if (!ConstantEvaluator.Knows(node) || node.Inputs.Where((name, index) => name.Length > 0 && inputs[index] is null).Any())
        {
            return null;
        }

        try
        {
            return ConstantEvaluator.Evaluate(new ConstantCall(node, opset, inputs, budget));
        }
        catch (Exception e) when (e is UnsupportedException or OnnxException or OverflowException)
        {
            // It is told again, with all others, when the node is mapped.
            return null;
        }
    }
}
