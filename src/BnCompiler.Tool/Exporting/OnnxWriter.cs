using BnCompiler.Tool.Onnx.Protocol;
using BnCompiler.Tool.Tensors;
using Google.Protobuf;

namespace BnCompiler.Tool.Exporting;

/// <summary>Builds a model node by node. The first axis of every value is the batch, which is left open.</summary>
internal sealed class OnnxWriter
{
    /// <summary>The opset of what is written: with LayerNormalization, and read by every runtime in use.</summary>
    public const long Opset = 17;

    private const long IrVersion = 8;

    private const string Batch = "N";

    private readonly GraphProto _graph;
    private readonly HashSet<string> _constants = [];

    public OnnxWriter(string name) => _graph = new GraphProto { Name = name };

    public void Input(string name, IEnumerable<int> shape) => _graph.Input.Add(Value(name, shape));

    public void Output(string name, IEnumerable<int> shape) => _graph.Output.Add(Value(name, shape));

    /// <summary>Adds floats; returns their name.</summary>
    public string Floats(string name, IEnumerable<int> sizes, ReadOnlySpan<float> values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)TensorType.Float };
        tensor.Dims.Add(sizes.Select(size => (long)size));
        byte[] bytes = new byte[values.Length * sizeof(float)];
        for (int index = 0; index < values.Length; index++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(index * sizeof(float)), values[index]);
        }

        tensor.RawData = ByteString.CopyFrom(bytes);
        return Constant(tensor);
    }

    /// <summary>Adds a list of integers; returns its name.</summary>
    public string Integers(string name, params IEnumerable<long> values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)TensorType.Int64 };
        tensor.Int64Data.Add(values);
        tensor.Dims.Add(tensor.Int64Data.Count);
        return Constant(tensor);
    }

    /// <summary>Adds a node with one output, which has its name.</summary>
    public string Node(string opType, string name, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var node = new NodeProto { OpType = opType, Name = name };
        node.Input.Add(inputs);
        node.Output.Add(name);
        foreach (var (attribute, value) in attributes)
        {
            node.Attribute.Add(Attribute(attribute, value));
        }

        _graph.Node.Add(node);
        return name;
    }

    public void Save(string path)
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "BnCompiler", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        File.WriteAllBytes(path, model.ToByteArray());
    }

    private string Constant(TensorProto tensor)
    {
        if (_constants.Add(tensor.Name))
        {
            _graph.Initializer.Add(tensor);
        }

        return tensor.Name;
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int number:
                (attribute.I, attribute.Type) = (number, AttributeProto.Types.AttributeType.Int);
                break;
            case double number:
                (attribute.F, attribute.Type) = ((float)number, AttributeProto.Types.AttributeType.Float);
                break;
            case string text:
                (attribute.S, attribute.Type) = (ByteString.CopyFromUtf8(text), AttributeProto.Types.AttributeType.String);
                break;
            default:
                attribute.Ints.Add(((int[])value).Select(number => (long)number));
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                break;
        }

        return attribute;
    }

    private static ValueInfoProto Value(string name, IEnumerable<int> shape)
    {
        var sizes = new TensorShapeProto();
        sizes.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = Batch });
        sizes.Dim.Add(shape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorType.Float, Shape = sizes } } };
    }
}
