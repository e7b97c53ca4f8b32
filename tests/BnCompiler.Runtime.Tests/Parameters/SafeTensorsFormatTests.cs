using System.Text;
using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Parameters;

/// <summary>The rules of the format, one by one.</summary>
public class SafeTensorsFormatTests
{
    private const int HeaderLimit = 100_000_000;

    private const string Good = """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""";

    [Fact]
    public void GoodFiles_AreRead()
    {
        using SafeTensorsFile file = TensorFile.Read(TensorFile.Of(
            """{"__metadata__":{"k":"v"},"b":{"dtype":"I16","shape":[1,1],"data_offsets":[2,4]},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}   """, 1, 2, 3, 4));
        Assert.Equal(["a", "b"], file.Tensors.Select(entry => entry.Name));
        Assert.Equal("v", file.Metadata["k"]);
        Assert.Equal([1L, 1L], file.Find("b")!.Shape.ToArray());
        byte[] bytes = new byte[2];
        file.ReadBytes(file.Find("b")!, bytes);
        Assert.Equal([3, 4], bytes);
        Assert.Null(file.Find("c"));
    }

    [Theory]
    [InlineData("""{}""", 0)]
    [InlineData("""{"__metadata__":{}}""", 0)]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", 4)] // a single number
    [InlineData("""{"a":{"dtype":"F32","shape":[3,0],"data_offsets":[0,0]},"b":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0)]
    [InlineData("""{"a":{"dtype":"F4","shape":[4],"data_offsets":[0,2]}}""", 2)]
    [InlineData("""{"\u0061":{"dtype":"F6_E2M3","shape":[4],"data_offsets":[0,3]}}""", 3)]
    public void GoodHeaders_AreAccepted(string header, int dataLength)
    {
        using SafeTensorsFile file = TensorFile.Read(TensorFile.Of(header, new byte[dataLength]));
        Assert.Equal(dataLength, file.Tensors.Sum(entry => entry.End - entry.Begin));
    }

    [Theory]
    [InlineData("", "begin with '{'")]
    [InlineData(" {}", "begin with '{'")]
    [InlineData("[]", "begin with '{'")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{}x", "not valid JSON")]
    [InlineData("{}{}", "not valid JSON")]
    [InlineData("{/**/}", "not valid JSON")]
    [InlineData("""{"a":1}""", "must be an object")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2]}}""", "two data_offsets")]
    [InlineData("""{"a":{"dtype":"U8","data_offsets":[0,2]}}""", "a shape")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,2]}}""", "a dtype")]
    [InlineData("""{"a":{"dtype":8,"shape":[2],"data_offsets":[0,2]}}""", "field 'dtype'")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", "field 'dtype' twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2],"x":1}}""", "field 'x'")]
    [InlineData("""{"a":{"dtype":"u8","shape":[2],"data_offsets":[0,2]}}""", "unknown dtype 'u8'")]
    [InlineData("""{"a":{"dtype":"0","shape":[2],"data_offsets":[0,2]}}""", "unknown dtype '0'")]
    [InlineData("""{"a":{"dtype":"U8","shape":2,"data_offsets":[0,2]}}""", "list of numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":["2"],"data_offsets":[0,2]}}""", "integers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[-2],"data_offsets":[0,2]}}""", "integers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2.0],"data_offsets":[0,2]}}""", "integers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[-0,2]}}""", "integers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2,2]}}""", "two data_offsets")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,99999999999999999999]}}""", "integers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[2,0]}}""", "data_offsets [2, 0]")]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", "expected a begin of 0")] // a hole in front
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", "cover 1 bytes of data, the file has 2")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""", "cover 3 bytes of data, the file has 2")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", "expected a begin of 2")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", "expected a begin of 2")]
    [InlineData("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,2]}}""", "needs 24")]
    [InlineData("""{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}""", "needs 12")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904,4],"data_offsets":[0,2]}}""", "too large")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", "stands twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"\u0061":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}}""", "stands twice")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", "not valid JSON")]
    [InlineData("""{"__metadata__":{"k":1}}""", "must stand once and be a text")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", "must stand once and be a text")]
    [InlineData("""{"__metadata__":"k"}""", "object of texts")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", "object of texts")]
    public void BadHeaders_AreRefusedWithTheReason(string header, string reason)
    {
        SafeTensorsException exception = Assert.Throws<SafeTensorsException>(() => TensorFile.Read(TensorFile.Of(header, 1, 2)));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AHeaderThatIsNotUtf8_IsRefused()
    {
        byte[] header = Encoding.UTF8.GetBytes(Good);
        header[2] = 0xFF;
        Assert.Throws<SafeTensorsException>(() => TensorFile.Read(TensorFile.OfBytes(header, [1, 2])));
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, (byte)'{', (byte)'}' })]
    [InlineData(new byte[] { 0, 0, 0, 0x7F, 0, 0, 0, 0, (byte)'{', (byte)'}' })]
    public void AWrongHeaderLength_IsRefused(byte[] file) => Assert.Throws<SafeTensorsException>(() => TensorFile.Read(file));

    [Fact]
    public void AHeaderOver100MB_IsRefused_AlsoIfItIsThere()
    {
        byte[] header = new byte[HeaderLimit + 1];
        header.AsSpan().Fill((byte)' ');
        "{}"u8.CopyTo(header);
        SafeTensorsException exception = Assert.Throws<SafeTensorsException>(() => TensorFile.Read(TensorFile.OfBytes(header, [])));
        Assert.Contains("100000000 are the limit", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NamesTheFile_AndClosesIt()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("bad.safetensors");
        File.WriteAllBytes(path, [1, 2, 3]);
        Assert.Contains("bad.safetensors", Assert.Throws<SafeTensorsException>(() => SafeTensorsFile.Open(path)).Message, StringComparison.Ordinal);
        File.Delete(path);
        Assert.Throws<FileNotFoundException>(() => SafeTensorsFile.Open(path));
    }

    [Fact]
    public void Numbers_AreReadFromEveryRealType()
    {
        byte[] bytes = TensorFile.Of(
            ("f32", "F32", [2], TensorFile.Singles(1.5f, -0.1f)),
            ("f64", "F64", [2], TensorFile.Doubles(0.1, 1e300)),
            ("f16", "F16", [4], [0x00, 0x3C, 0x01, 0x00, 0x00, 0xFC, 0xFF, 0x7B]),
            ("bf16", "BF16", [2], [0xC0, 0x3F, 0x80, 0xFF]));
        using SafeTensorsFile file = TensorFile.Read(bytes);
        Assert.Equal([1.5f, -0.1f], Singles(file, "f32"));
        Assert.Equal([0.1f, float.PositiveInfinity], Singles(file, "f64"));
        Assert.Equal([1, 5.9604645e-8f, float.NegativeInfinity, 65504], Singles(file, "f16"));
        Assert.Equal([1.5f, float.NegativeInfinity], Singles(file, "bf16"));
        double[] exact = new double[2];
        file.ReadDoubles(file.Find("f64")!, exact);
        Assert.Equal([0.1, 1e300], exact);
        Assert.Equal("destination", Assert.Throws<ArgumentException>(() => file.ReadSingles(file.Find("f32")!, new float[3])).ParamName);
    }

    [Fact]
    public void Integers_AreListedButNotReadAsNumbers()
    {
        using SafeTensorsFile file = TensorFile.Read(TensorFile.Of(("n", "I64", [1], new byte[8])));
        Assert.Equal(SafeTensorsDataType.I64, file.Tensors[0].DataType);
        Assert.Contains("'n' has the dtype I64", Assert.Throws<NotSupportedException>(() => Singles(file, "n")).Message, StringComparison.Ordinal);
    }

    private static float[] Singles(SafeTensorsFile file, string name)
    {
        SafeTensorsEntry entry = file.Find(name)!;
        float[] values = new float[entry.Length];
        file.ReadSingles(entry, values);
        return values;
    }
}
