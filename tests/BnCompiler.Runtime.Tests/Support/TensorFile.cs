using System.Buffers.Binary;
using System.Text;

namespace BnCompiler.Runtime.Tests.Support;

/// <summary>Safetensors files written by hand, right or wrong.</summary>
internal static class TensorFile
{
    public static byte[] Of(string header, params byte[] data) => OfBytes(Encoding.UTF8.GetBytes(header), data);

    public static byte[] OfBytes(byte[] header, byte[] data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        return [.. length, .. header, .. data];
    }

    /// <summary>Tensors of any type, one after the other.</summary>
    public static byte[] Of(params (string Name, string DataType, int[] Shape, byte[] Data)[] tensors)
    {
        int position = 0;
        List<string> entries = [];
        foreach ((string name, string dataType, int[] shape, byte[] data) in tensors)
        {
            entries.Add($$"""
                "{{name}}":{"dtype":"{{dataType}}","shape":[{{string.Join(",", shape)}}],"data_offsets":[{{position}},{{position + data.Length}}]}
                """);
            position += data.Length;
        }

        return Of($"{{{string.Join(",", entries)}}}", [.. tensors.SelectMany(tensor => tensor.Data)]);
    }

    public static byte[] Singles(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Doubles(params double[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static SafeTensorsFile Read(byte[] bytes) => SafeTensorsFile.Read(new MemoryStream(bytes));

    public static byte[] Save(ParameterSet parameters, SaveOptions? options = null)
    {
        MemoryStream stream = new();
        parameters.Save(stream, options);
        return stream.ToArray();
    }

    public static void Load(ParameterSet parameters, byte[] bytes, LoadOptions? options = null) =>
        parameters.Load(new MemoryStream(bytes), options);
}
