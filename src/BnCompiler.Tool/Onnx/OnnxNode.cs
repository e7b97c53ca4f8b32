using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Onnx;

/// <summary>A node. An input that is left out has the name "".</summary>
internal sealed record OnnxNode(
    string Name,
    string Domain,
    string OpType,
    ImmutableArray<string> Inputs,
    ImmutableArray<string> Outputs,
    ImmutableDictionary<string, OnnxAttribute> Attributes)
{
    /// <summary>How messages call it: its name, or that of its first output.</summary>
    public string Label => Name.Length > 0 ? Name : Outputs.FirstOrDefault(output => output.Length > 0) ?? "";

    public string Operator => Domain.Length == 0 ? OpType : $"{Domain}.{OpType}";

    /// <summary>The name of an input, or null where it is left out.</summary>
    public string? Input(int index) => index < Inputs.Length && Inputs[index].Length > 0 ? Inputs[index] : null;

    public bool Has(string attribute) => Attributes.ContainsKey(attribute);

    public long Int(string name, long defaultValue) => Find(name, OnnxAttributeKind.Int)?.Int ?? defaultValue;

    public double Float(string name, double defaultValue) => Find(name, OnnxAttributeKind.Float)?.Float ?? defaultValue;

    public string Text(string name, string defaultValue) => Find(name, OnnxAttributeKind.Text)?.Text ?? defaultValue;

    /// <summary>A list of integers, or null where the attribute is left out.</summary>
    public ImmutableArray<long>? Ints(string name) => Find(name, OnnxAttributeKind.Ints)?.Ints;

    public Tensor? Tensor(string name) => Find(name, OnnxAttributeKind.Tensor)?.Tensor;

    private OnnxAttribute? Find(string name, OnnxAttributeKind kind)
    {
        if (!Attributes.TryGetValue(name, out var attribute))
        {
            return null;
        }

        return attribute.Kind == kind
            ? attribute
            : throw new OnnxException($"Node '{Label}' ({Operator}): attribute '{name}' is of kind {attribute.Kind}; expected {kind}.");
    }
}

/// <summary>What an attribute holds.</summary>
internal enum OnnxAttributeKind
{
    /// <summary>A graph, a type, or something else that no operator known here reads.</summary>
    Other,
    Float,
    Int,
    Text,
    Tensor,
    Floats,
    Ints,
    Texts,
}

/// <summary>An attribute of a node; what its kind does not say is empty.</summary>
internal sealed record OnnxAttribute(OnnxAttributeKind Kind)
{
    private const int LongestList = 8;

    public double Float { get; init; }

    public long Int { get; init; }

    public string Text { get; init; } = "";

    public Tensor? Tensor { get; init; }

    public ImmutableArray<double> Floats { get; init; } = [];

    public ImmutableArray<long> Ints { get; init; } = [];

    public ImmutableArray<string> Texts { get; init; } = [];

    /// <summary>The value as text, long lists cut short.</summary>
    public override string ToString() => Kind switch
    {
        OnnxAttributeKind.Float => Float.ToString("R", CultureInfo.InvariantCulture),
        OnnxAttributeKind.Int => $"{Int}",
        OnnxAttributeKind.Text => Text,
        OnnxAttributeKind.Tensor => Sizes.Text(Tensor!.Sizes),
        OnnxAttributeKind.Floats => List(Floats.Select(value => value.ToString("R", CultureInfo.InvariantCulture))),
        OnnxAttributeKind.Ints => List(Ints.Select(value => $"{value}")),
        OnnxAttributeKind.Texts => List(Texts),
        _ => "…",
    };

    private static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Take(LongestList))}{(texts.Skip(LongestList).Any() ? ", …" : "")}]";
}
