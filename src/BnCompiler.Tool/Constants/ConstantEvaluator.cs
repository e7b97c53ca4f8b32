using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Constants;

/// <summary>Computes what depends on constants only. Floats are rounded to their type after every operator, as a runtime does.</summary>
internal static class ConstantEvaluator
{
    private static readonly Dictionary<string, Func<ConstantCall, Tensor[]>> Operators = new(
        ConstantArithmetic.Operators.Concat(ConstantLayout.Operators).Concat(ConstantReductions.Operators).Concat(ConstantSources.Operators));

    public static IEnumerable<string> Names => Operators.Keys;

    /// <summary>Whether an operator is known here.</summary>
    public static bool Knows(OnnxNode node) => node.Domain.Length == 0 && Operators.ContainsKey(node.OpType);

    /// <summary>The outputs of a node that <see cref="Knows"/>.</summary>
    /// <exception cref="Semantics.UnsupportedException">Its inputs or attributes have no meaning, or the budget is spent.</exception>
    public static Tensor[] Evaluate(ConstantCall call) => Operators[call.Node.OpType](call);
}
