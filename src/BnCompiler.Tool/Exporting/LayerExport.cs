using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Tool.Exporting;

/// <summary>One layer while it is written as nodes.</summary>
/// <param name="inputs">The names of the values that it reads.</param>
/// <param name="output">The name of its value.</param>
/// <param name="weights">Its parameters by role; a bias that the compiler eliminated is missing.</param>
internal sealed class LayerExport(
    Node node, LayerDeclaration declaration, OnnxWriter writer, ImmutableArray<string> inputs, string output, ImmutableDictionary<string, float[]> weights)
{
    public string Kind => node.Layer.Kind;

    public ImmutableArray<string> Inputs { get; } = inputs;

    public ImmutableArray<int> InputShape { get; } = [.. node.InputShape.Sizes];

    public ImmutableArray<ImmutableArray<int>> InputShapes { get; } = [.. node.InputShapes.Select(shape => shape.Sizes)];

    public ImmutableArray<int> Shape { get; } = [.. node.Shape.Sizes];

    public int Channels => InputShape[0];

    /// <summary>Axes behind the channels.</summary>
    public int Positions => InputShape.Length - 1;

    public ExportException Error(string reason) => new($"{Kind} '{node.Name}' {reason}");

    public int Int(string name, int defaultValue) => Written(name) is int value ? value : defaultValue;

    public double Number(string name, double defaultValue) => Written(name) is { } value ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : defaultValue;

    public bool Flag(string name, bool defaultValue) => Written(name) is bool value ? value : defaultValue;

    public string Text(string name, string defaultValue) => Written(name) as string ?? defaultValue;

    /// <summary>A number for each axis of positions: <c>StrideHeight</c> and <c>StrideWidth</c>, or <c>Stride</c>.</summary>
    public int[] PerAxis(string name, params int[] defaults) => Positions == 1
        ? [Int(name, defaults[^1])]
        : [Int(name + "Height", Int(name, defaults[0])), Int(name + "Width", Int(name, defaults[^1]))];

    public int[] Kernel() => Positions == 1 ? [Int("KernelSize", 1)] : [Int("KernelHeight", 1), Int("KernelWidth", 1)];

    /// <summary>The same border on both sides of each axis, in ONNX's order.</summary>
    public int[] Pads() => [.. PerAxis("Padding", 0, 0), .. PerAxis("Padding", 0, 0)];

    public bool Has(string role) => weights.ContainsKey(role);

    /// <summary>A parameter as an initializer under the name that the network gives it, or filled where the layer has none; returns its name.</summary>
    public string Parameter(string role, IEnumerable<int> sizes, float absent = 0)
    {
        int length = sizes.Aggregate(1, (product, size) => product * size);
        return writer.Floats($"{node.Name}.{role}", sizes, weights.TryGetValue(role, out float[]? values) ? values : [.. Enumerable.Repeat(absent, length)]);
    }

    public string Ones(int count) => Floats("ones", [.. Enumerable.Repeat(1f, count)]);

    public string Zeros(int count) => Floats("zeros", new float[count]);

    public string Floats(string role, float[] values) => writer.Floats($"{node.Name}.{role}", [values.Length], values);

    public string Scalar(string role, double value) => writer.Floats($"{node.Name}.{role}", [], [(float)value]);

    public string List(string role, params IEnumerable<long> values) => writer.Integers($"{node.Name}.{role}", values);

    /// <summary>A node in front of the layer's last one.</summary>
    public string Before(string opType, string role, IEnumerable<string> operands, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        writer.Node(opType, $"{node.Name}/{role}", operands, attributes);

    /// <summary>The node that computes the layer's value.</summary>
    public void Last(string opType, IEnumerable<string> operands, params ReadOnlySpan<(string Name, object Value)> attributes) => writer.Node(opType, output, operands, attributes);

    private object? Written(string name) => declaration.Arguments.LastOrDefault(argument => argument.Name == name)?.Value;
}
