using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Onnx.Protocol;
using BnCompiler.Tool.Tensors;
using Google.Protobuf;

namespace BnCompiler.Tool.Tests.Support;

/// <summary>Builds small models, as an exporter writes them.</summary>
internal sealed class ModelBuilder
{
    private readonly GraphProto _graph = new() { Name = "built" };
    private readonly long _opset;

    public ModelBuilder(long opset = 17) => _opset = opset;

    public GraphProto Graph => _graph;

    public ModelBuilder Input(string name, params long[] sizes) => Input(name, TensorType.Float, sizes);

    /// <summary>An input; a size of −1 is left open.</summary>
    public ModelBuilder Input(string name, TensorType type, params long[] sizes)
    {
        _graph.Input.Add(Value(name, type, sizes));
        return this;
    }

    public ModelBuilder Output(string name, params long[] sizes)
    {
        _graph.Output.Add(Value(name, TensorType.Float, sizes));
        return this;
    }

    public ModelBuilder Constant(string name, long[] sizes, params float[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)TensorType.Float };
        tensor.Dims.Add(sizes);
        tensor.FloatData.Add(values);
        _graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>Values from a seed, from 0.5 to 1.5.</summary>
    public ModelBuilder Weights(string name, params long[] sizes)
    {
        var random = new Random(name.Length + _graph.Initializer.Count);
        return Constant(name, sizes, [.. Enumerable.Range(0, (int)sizes.Aggregate(1L, (a, b) => a * b)).Select(_ => 0.5f + random.NextSingle())]);
    }

    public ModelBuilder Integers(string name, params long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)TensorType.Int64 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.Add(values);
        _graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>A node with one output, which is also its name; inputs are separated by spaces, and one that is left out is "-".</summary>
    public ModelBuilder Node(string opType, string inputs, string output, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = opType, Name = output };
        node.Input.Add(inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name == "-" ? "" : name));
        node.Output.Add(output);
        node.Attribute.Add(attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)));
        _graph.Node.Add(node);
        return this;
    }

    public byte[] ToBytes()
    {
        var model = new ModelProto { IrVersion = 8, ProducerName = "tests", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = _opset });
        return model.ToByteArray();
    }

    public OnnxModel ToModel() => OnnxReader.ReadModel(ToBytes());

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int number:
                (attribute.I, attribute.Type) = (number, AttributeProto.Types.AttributeType.Int);
                break;
            case float number:
                (attribute.F, attribute.Type) = (number, AttributeProto.Types.AttributeType.Float);
                break;
            case string text:
                (attribute.S, attribute.Type) = (ByteString.CopyFromUtf8(text), AttributeProto.Types.AttributeType.String);
                break;
            case long[] list:
                attribute.Ints.Add(list);
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                break;
            default:
                throw new ArgumentException($"Attribute '{name}' is of {value.GetType()}.", nameof(value));
        }

        return attribute;
    }

    private static ValueInfoProto Value(string name, TensorType type, long[] sizes)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(sizes.Select(size => size < 0
            ? new TensorShapeProto.Types.Dimension { DimParam = "N" }
            : new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }
}
