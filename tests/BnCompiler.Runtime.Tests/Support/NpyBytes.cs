using System.Text;

namespace BnCompiler.Runtime.Tests.Support;

/// <summary>NPY files written by hand, right or wrong.</summary>
internal static class NpyBytes
{
    public static byte[] Of(string shape, params float[] values) => Of(Header("<f4", shape), [.. values.SelectMany(BitConverter.GetBytes)]);

    public static string Header(string type, string shape, string fortran = "False") => $"{{'descr': '{type}', 'fortran_order': {fortran}, 'shape': ({shape}), }}";

    public static byte[] Of(string header, byte[] data, byte version = 1)
    {
        byte[] text = Encoding.UTF8.GetBytes(header + "\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes((uint)text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }
}
