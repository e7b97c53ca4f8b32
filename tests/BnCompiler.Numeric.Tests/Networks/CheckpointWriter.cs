using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Writes the reference's parameters as PyTorch would save them: safetensors, every declared parameter, biases included.</summary>
internal static class CheckpointWriter
{
    public static MemoryStream Write(ReferenceNetwork network)
    {
        var header = new Dictionary<string, object>();
        var data = new MemoryStream();
        foreach (var parameter in network.Parameters)
        {
            long start = data.Position;
            foreach (float value in parameter.ToSingle())
            {
                data.Write(BitConverter.GetBytes(value));
            }

            header[parameter.Name] = new { dtype = "F32", shape = parameter.Shape, data_offsets = new[] { start, data.Position } };
        }

        byte[] text = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(header));
        byte[] length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        return new MemoryStream([.. length, .. text, .. data.ToArray()]);
    }
}
