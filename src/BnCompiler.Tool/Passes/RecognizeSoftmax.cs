using System.Collections.Immutable;
using BnCompiler.Tool.Onnx;

namespace BnCompiler.Tool.Passes;

/// <summary>e^x / Σ e^x and x − log Σ e^x over one axis, with the largest x taken away first or not; and log(1 + e^x).</summary>
internal static class RecognizeSoftmax
{
    /// <param name="opset">In front of opset 13, Softmax is over all axes from one on: there only the last axis is recognised.</param>
    public static OnnxNode? Match(OnnxNode node, GraphIndex index, long opset)
    {
        if (node.OpType == "Log" && index.Producer(node.Inputs[0], "Add", "Sum") is { } sum && index.Split(sum) is { Number: 1 } one
            && index.Producer(one.Other, "Exp") is { } exp)
        {
            return node.With("Softplus", [exp.Inputs[0]]);
        }

        if (node.Inputs.Length != 2)
        {
            return null;
        }

        var (shifted, axis) = node.OpType switch
        {
            "Div" when index.Producer(node.Inputs[0], "Exp") is { } above && Sum(index, node.Inputs[1]) is { } below && below.Of == node.Inputs[0] => (above.Inputs[0], below.Axis),
            "Sub" when index.Producer(node.Inputs[1], "Log") is { } log && Sum(index, log.Inputs[0]) is { } total
                && index.Producer(total.Of, "Exp") is { } inner && inner.Inputs[0] == node.Inputs[0] => (node.Inputs[0], total.Axis),
            _ => ("", 0L),
        };
        return shifted.Length > 0 && (opset >= 13 || axis == -1)
            ? node.With(node.OpType == "Div" ? "Softmax" : "LogSoftmax", [Unshifted(index, shifted, axis)], ("axis", NodeRewrite.Of(axis)))
            : null;
    }

    /// <summary>What a value sums, and along which axis it keeps with size 1.</summary>
    private static (string Of, long Axis)? Sum(GraphIndex index, string name) =>
        index.Producer(name, "ReduceSum") is { } sum && Axis(index, sum) is { } axis ? (sum.Inputs[0], axis) : null;

    /// <summary>x where a value is x minus its largest along the axis.</summary>
    private static string Unshifted(GraphIndex index, string name, long axis) =>
        index.Producer(name, "Sub") is { } difference && index.Producer(difference.Inputs[1], "ReduceMax") is { } largest
        && largest.Inputs[0] == difference.Inputs[0] && Axis(index, largest) == axis
            ? difference.Inputs[0]
            : name;

    private static long? Axis(GraphIndex index, OnnxNode reduction)
    {
        ImmutableArray<long> axes = reduction.Ints("axes") ?? (index.Constant(reduction.Input(1)) is { IsFloating: false } given ? [.. given.Integers] : []);
        return axes is [var axis] && reduction.Int("keepdims", 1) != 0 ? axis : null;
    }
}
