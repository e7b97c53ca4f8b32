using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Passes;

/// <summary>Finds what computes a value and what a constant is, for passes that look for patterns.</summary>
internal sealed class GraphIndex(OnnxGraph graph)
{
    private readonly Dictionary<string, OnnxNode> _producers = graph.Nodes
        .SelectMany(node => node.Outputs.Where(output => output.Length > 0).Select(output => (output, node))).ToDictionary(pair => pair.output, pair => pair.node);

    private static readonly HashSet<string> Binary = ["Sub", "Mul", "Div", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"];

    /// <summary>The node that computes a value, where it is one of these operators and has its operands.</summary>
    public OnnxNode? Producer(string? name, params ReadOnlySpan<string> operators) =>
        name is not null && _producers.TryGetValue(name, out var node) && node.Domain.Length == 0 && operators.Contains(node.OpType) && HasOperands(node) ? node : null;

    public static bool HasOperands(OnnxNode node) => node.Inputs.Length >= (Binary.Contains(node.OpType) ? 2 : 1);

    public Tensor? Constant(string? name) => name is not null ? graph.Initializers.GetValueOrDefault(name) : null;

    /// <summary>The only number that a constant holds; null where it holds several different ones or is no constant.</summary>
    public double? Number(string? name) =>
        Constant(name) is { Length: > 0 } tensor && Enumerable.Range(1, tensor.Length - 1).All(index => tensor.Number(index) == tensor.Number(0)) ? tensor.Number(0) : null;

    /// <summary>Whether a constant is this number, as a float.</summary>
    public bool Is(string? name, double number) => Number(name) is { } value && Math.Abs(value - number) <= 2e-3 * Math.Abs(number) * (Constant(name)!.Type == TensorType.Float16 ? 1 : 1e-3);

    /// <summary>Of two inputs, the constant's number and the other's name; null where not exactly one is a constant of one number.</summary>
    public (double Number, string Other)? Split(OnnxNode node)
    {
        if (node.Inputs is not [var first, var second] || Number(first) is null == Number(second) is null)
        {
            return null;
        }

        return Number(first) is { } number ? (number, second) : (Number(second)!.Value, first);
    }
}
