using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Onnx.Protocol;
using BnCompiler.Tool.Tensors;
using BnCompiler.Tool.Tests.Support;
using Google.Protobuf;

namespace BnCompiler.Tool.Tests.Onnx;

/// <summary>What the reader takes, and what it refuses and how it says so.</summary>
public class OnnxReaderTests
{
    private static ModelBuilder Small() => new ModelBuilder().Input("x", 1, 2).Constant("w", [2], 1, 2).Node("Add", "x w", "y").Output("y", 1, 2);

    [Fact]
    public void NodesAreOrdered_SoThatValuesComeBeforeTheirUse()
    {
        var model = new ModelBuilder().Input("x", 1, 2).Node("Relu", "a", "y").Node("Abs", "x", "a").Output("y", 1, 2).ToModel();
        Assert.Equal(["a", "y"], model.Graph.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void ACycle_IsRefused() => Refused(
        new ModelBuilder().Input("x", 1, 2).Node("Add", "x b", "a").Node("Relu", "a", "b").Output("b", 1, 2).ToBytes(),
        "The graph has a cycle: node 'a' (Add) depends on its own output.");

    [Fact]
    public void AValueOfNothing_IsRefused() => Refused(
        new ModelBuilder().Input("x", 1, 2).Node("Add", "x z", "y").Output("y", 1, 2).ToBytes(),
        "Node 'y' (Add) reads 'z', which is neither an input, an initializer nor computed by a node.");

    [Fact]
    public void AValueComputedTwice_IsRefused() => Refused(
        new ModelBuilder().Input("x", 1, 2).Node("Abs", "x", "y").Node("Relu", "x", "y").Output("y", 1, 2).ToBytes(),
        "Value 'y' is computed by two nodes, 'y' and 'y'.");

    [Theory]
    [InlineData(new long[] { 1L << 40 }, "sizes [1099511627776]")]
    [InlineData(new long[] { 65536, 65536 }, "sizes [65536, 65536]")]
    [InlineData(new long[] { -1 }, "sizes [-1]")]
    [InlineData(new long[] { 3 }, "has 2 elements of float; expected 3")]
    public void SizesThatTheDataDoesNotHave_AreRefused(long[] sizes, string message)
    {
        var model = Small();
        model.Graph.Initializer[0].Dims.Clear();
        model.Graph.Initializer[0].Dims.Add(sizes);
        Assert.Contains(message, Assert.Throws<OnnxException>(() => OnnxReader.ReadModel(model.ToBytes())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RawDataOfAnotherLength_IsRefused()
    {
        var model = Small();
        model.Graph.Initializer[0].FloatData.Clear();
        model.Graph.Initializer[0].RawData = ByteString.CopyFrom(1, 2, 3);
        Refused(model.ToBytes(), "Initializer 'w' has 3 bytes of data; expected 8 for sizes [2].");
    }

    [Fact]
    public void AFileThatIsNoModel_IsRefused() =>
        Assert.StartsWith("The file is not an ONNX model: ", Assert.Throws<OnnxException>(() => OnnxReader.ReadModel("no model"u8.ToArray())).Message, StringComparison.Ordinal);

    [Fact]
    public void AnEmptyFile_IsRefused() => Refused([], "The file holds no graph: it is no ONNX model.");

    [Fact]
    public void MoreNodesThanTheLimit_AreRefused() => Assert.Contains(
        "expected at most 0", Assert.Throws<OnnxException>(() => OnnxReader.ReadModel(Small().ToBytes(), null, new OnnxLimits { Nodes = 0 })).Message, StringComparison.Ordinal);

    [Fact]
    public void DeepNesting_IsRefused()
    {
        // Attributes are read no deeper than a tensor, but unknown groups may nest in any message.
        byte[] nested = [.. Enumerable.Repeat((byte)0x0B, 100_000)];
        Assert.Throws<OnnxException>(() => OnnxReader.ReadModel(nested));
    }

    [Theory]
    [InlineData("../secret.bin", "expected a file inside the model's folder")]
    [InlineData("/etc/passwd", "expected a file inside the model's folder")]
    [InlineData("folder/../../secret.bin", "expected a file inside the model's folder")]
    [InlineData("missing.bin", "cannot be read")]
    public void ExternalData_IsReadFromTheModelsFolderOnly(string location, string message)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("models"));
        File.WriteAllBytes(folder.File("secret.bin"), new byte[8]);
        File.WriteAllBytes(folder.File("models/model.onnx"), WithExternalData(location).ToBytes());
        var exception = Assert.Throws<OnnxException>(() => OnnxReader.ReadModel(folder.File("models/model.onnx")));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith($"Initializer 'w' has its data in '{location}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALinkOutOfTheModelsFolder_IsNotFollowed()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("models"));
        File.WriteAllBytes(folder.File("secret.bin"), new byte[8]);
        File.CreateSymbolicLink(folder.File("models/link.bin"), folder.File("secret.bin"));
        File.WriteAllBytes(folder.File("models/model.onnx"), WithExternalData("link.bin").ToBytes());
        Assert.Throws<OnnxException>(() => OnnxReader.ReadModel(folder.File("models/model.onnx")));
    }

    [Fact]
    public void ExternalDataBesideTheModel_IsRead()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("weights.bin"), [.. BitConverter.GetBytes(3f), .. BitConverter.GetBytes(4f)]);
        File.WriteAllBytes(folder.File("model.onnx"), WithExternalData("weights.bin").ToBytes());
        Assert.Equal([3, 4], OnnxReader.ReadModel(folder.File("model.onnx")).Graph.Initializers["w"].ToSingles());
    }

    [Theory]
    [InlineData((int)TensorType.Int8, new byte[] { 0xFF, 2 }, new long[] { -1, 2 })]
    [InlineData((int)TensorType.UInt8, new byte[] { 0xFF, 2 }, new long[] { 255, 2 })]
    [InlineData((int)TensorType.Bool, new byte[] { 0, 2 }, new long[] { 0, 1 })]
    [InlineData((int)TensorType.Int16, new byte[] { 0xFE, 0xFF, 2, 0 }, new long[] { -2, 2 })]
    public void RawIntegers_AreReadByTheirType(int type, byte[] data, long[] expected)
    {
        var model = Small();
        var tensor = model.Graph.Initializer[0];
        tensor.FloatData.Clear();
        (tensor.DataType, tensor.RawData) = (type, ByteString.CopyFrom(data));
        Assert.Equal(expected, model.ToModel().Graph.Initializers["w"].Integers);
    }

    private static ModelBuilder WithExternalData(string location)
    {
        var model = Small();
        var tensor = model.Graph.Initializer[0];
        tensor.FloatData.Clear();
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        return model;
    }

    private static void Refused(byte[] bytes, string message) => Assert.Equal(message, Assert.Throws<OnnxException>(() => OnnxReader.ReadModel(bytes)).Message);
}
