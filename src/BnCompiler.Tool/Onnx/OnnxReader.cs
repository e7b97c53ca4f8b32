using System.Collections.Immutable;
using BnCompiler.Tool.Onnx.Protocol;
using BnCompiler.Tool.Tensors;
using Google.Protobuf;

namespace BnCompiler.Tool.Onnx;

/// <summary>Reads models and tensors. Whatever is wrong with a file ends in an <see cref="OnnxException"/>.</summary>
internal sealed class OnnxReader
{
    private readonly OnnxLimits _limits;
    private readonly TensorReader _tensors;

    private OnnxReader(string? folder, OnnxLimits limits)
    {
        _limits = limits;
        _tensors = new TensorReader(new ExternalData(folder, limits), limits);
    }

    /// <summary>Reads a model file.</summary>
    /// <exception cref="OnnxException">It is no model, or exceeds a limit.</exception>
    public static OnnxModel ReadModel(string path, OnnxLimits? limits = null)
    {
        limits ??= new OnnxLimits();
        return ReadModel(ReadFile(path, limits), Path.GetDirectoryName(Path.GetFullPath(path)), limits);
    }

    /// <summary>Reads a model from memory.</summary>
    /// <param name="folder">Where its external data lies; null where it can have none.</param>
    /// <exception cref="OnnxException">It is no model, or exceeds a limit.</exception>
    public static OnnxModel ReadModel(byte[] bytes, string? folder = null, OnnxLimits? limits = null)
    {
        limits ??= new OnnxLimits();
        var proto = Parse(ModelProto.Parser, bytes, "an ONNX model");
        if (proto.Graph is null)
        {
            throw new OnnxException("The file holds no graph: it is no ONNX model.");
        }

        var opsets = ImmutableDictionary.CreateBuilder<string, long>();
        foreach (var opset in proto.OpsetImport)
        {
            opsets[Domain(opset.Domain)] = opset.Version;
        }

        string producer = $"{proto.ProducerName} {proto.ProducerVersion}".Trim();
        return new OnnxModel(producer, opsets.ToImmutable(), new OnnxReader(folder, limits).Read(proto.Graph));
    }

    /// <summary>Reads a file that holds one tensor, and the name that it has there.</summary>
    /// <exception cref="OnnxException">It holds none.</exception>
    public static (string Name, Tensor Tensor) ReadTensor(string path)
    {
        var limits = new OnnxLimits();
        var proto = Parse(TensorProto.Parser, ReadFile(path, limits), "a tensor");
        return (proto.Name, new OnnxReader(null, limits)._tensors.Read(proto, $"The tensor in '{Path.GetFileName(path)}'"));
    }

    private static byte[] ReadFile(string path, OnnxLimits limits)
    {
        long length = new FileInfo(path).Length;
        return length <= limits.FileBytes
            ? File.ReadAllBytes(path)
            : throw new OnnxException($"'{Path.GetFileName(path)}' has {length} bytes; expected at most {limits.FileBytes}.");
    }

    private static T Parse<T>(MessageParser<T> parser, byte[] bytes, string what)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new OnnxException($"The file is not {what}: {e.Message}", e);
        }
    }

    private OnnxGraph Read(GraphProto proto)
    {
        if (proto.Node.Count > _limits.Nodes)
        {
            throw new OnnxException($"The graph has {proto.Node.Count} nodes; expected at most {_limits.Nodes}.");
        }

        if (proto.SparseInitializer.Count > 0)
        {
            throw new OnnxException($"The graph has {proto.SparseInitializer.Count} sparse initializers; expected dense ones.");
        }

        var initializers = ImmutableDictionary.CreateBuilder<string, Tensor>();
        foreach (var tensor in proto.Initializer)
        {
            initializers[tensor.Name] = _tensors.Read(tensor, $"Initializer '{tensor.Name}'");
        }

        ImmutableArray<OnnxValue> inputs = [.. proto.Input.Select(Read)];
        var known = inputs.Select(input => input.Name).Concat(initializers.Keys);
        return new OnnxGraph(
            proto.Name, inputs, [.. proto.Output.Select(Read)], TopologicalOrder.Of([.. proto.Node.Select(Read)], known), initializers.ToImmutable());
    }

    private OnnxValue Read(ValueInfoProto proto)
    {
        if (proto.Type is null || proto.Type.ValueCase != TypeProto.ValueOneofCase.TensorType)
        {
            return new OnnxValue(proto.Name, TensorType.Undefined, null);
        }

        var tensor = proto.Type.TensorType;
        if (tensor.Shape is { } shape && (shape.Dim.Count > _limits.Rank || shape.Dim.Any(size => size.DimValue is < 0 or > int.MaxValue)))
        {
            throw new OnnxException($"Value '{proto.Name}' has {shape.Dim.Count} dimensions; expected at most {_limits.Rank}, each from 0 to {int.MaxValue}.");
        }

        ImmutableArray<int>? sizes = tensor.Shape is null
            ? null
            : [.. tensor.Shape.Dim.Select(size => size.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue ? (int)size.DimValue : -1)];
        return new OnnxValue(proto.Name, (TensorType)tensor.ElemType, sizes);
    }

    private OnnxNode Read(NodeProto proto)
    {
        var attributes = ImmutableDictionary.CreateBuilder<string, OnnxAttribute>();
        foreach (var attribute in proto.Attribute)
        {
            attributes[attribute.Name] = Read(attribute, proto.Name);
        }

        return new OnnxNode(proto.Name, Domain(proto.Domain), proto.OpType, [.. proto.Input], [.. proto.Output], attributes.ToImmutable());
    }

    private OnnxAttribute Read(AttributeProto proto, string node) => KindOf(proto) switch
    {
        AttributeProto.Types.AttributeType.Float => new(OnnxAttributeKind.Float) { Float = proto.F },
        AttributeProto.Types.AttributeType.Int => new(OnnxAttributeKind.Int) { Int = proto.I },
        AttributeProto.Types.AttributeType.String => new(OnnxAttributeKind.Text) { Text = proto.S.ToStringUtf8() },
        AttributeProto.Types.AttributeType.Tensor when proto.T is not null =>
            new(OnnxAttributeKind.Tensor) { Tensor = _tensors.Read(proto.T, $"Attribute '{proto.Name}' of node '{node}'") },
        AttributeProto.Types.AttributeType.Floats => new(OnnxAttributeKind.Floats) { Floats = [.. proto.Floats.Select(value => (double)value)] },
        AttributeProto.Types.AttributeType.Ints => new(OnnxAttributeKind.Ints) { Ints = [.. proto.Ints] },
        AttributeProto.Types.AttributeType.Strings => new(OnnxAttributeKind.Texts) { Texts = [.. proto.Strings.Select(text => text.ToStringUtf8())] },
        _ => new(OnnxAttributeKind.Other),
    };

    // Files of the first versions leave the type out.
    private static AttributeProto.Types.AttributeType KindOf(AttributeProto proto) =>
        proto.Type != AttributeProto.Types.AttributeType.Undefined ? proto.Type
        : proto.HasF ? AttributeProto.Types.AttributeType.Float
        : proto.HasI ? AttributeProto.Types.AttributeType.Int
        : proto.HasS ? AttributeProto.Types.AttributeType.String
        : proto.T is not null ? AttributeProto.Types.AttributeType.Tensor
        : proto.Floats.Count > 0 ? AttributeProto.Types.AttributeType.Floats
        : proto.Ints.Count > 0 ? AttributeProto.Types.AttributeType.Ints
        : proto.Strings.Count > 0 ? AttributeProto.Types.AttributeType.Strings
        : AttributeProto.Types.AttributeType.Undefined;

    private static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;
}
