using System.Collections.Frozen;

namespace BnCompiler;

/// <summary>The element types of the safetensors format, named as in files and in order of their sizes.</summary>
public enum SafeTensorsDataType
{
    /// <summary>One byte, 0 or 1.</summary>
    BOOL,

    /// <summary>4-bit float (E2M1), two to a byte.</summary>
    F4,

    /// <summary>6-bit float, 2 bits of exponent.</summary>
    F6_E2M3,

    /// <summary>6-bit float, 3 bits of exponent.</summary>
    F6_E3M2,

    /// <summary>Unsigned byte.</summary>
    U8,

    /// <summary>Signed byte.</summary>
    I8,

    /// <summary>8-bit float, 5 bits of exponent.</summary>
    F8_E5M2,

    /// <summary>8-bit float, 4 bits of exponent.</summary>
    F8_E4M3,

    /// <summary>8-bit power of two.</summary>
    F8_E8M0,

    /// <summary>8-bit float, 4 bits of exponent, no infinities, no negative zero.</summary>
    F8_E4M3FNUZ,

    /// <summary>8-bit float, 5 bits of exponent, no infinities, no negative zero.</summary>
    F8_E5M2FNUZ,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>IEEE half.</summary>
    F16,

    /// <summary>The upper half of a float.</summary>
    BF16,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>IEEE single.</summary>
    F32,

    /// <summary>Complex number of two floats.</summary>
    C64,

    /// <summary>IEEE double.</summary>
    F64,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,
}

/// <summary>What the format says about its element types.</summary>
internal static class SafeTensorsDataTypes
{
    private static readonly FrozenDictionary<string, SafeTensorsDataType> ByName =
        Enum.GetValues<SafeTensorsDataType>().ToFrozenDictionary(type => type.ToString(), StringComparer.Ordinal);

    public static bool TryParse(string name, out SafeTensorsDataType type) => ByName.TryGetValue(name, out type);

    public static int Bits(this SafeTensorsDataType type) => type switch
    {
        SafeTensorsDataType.F4 => 4,
        SafeTensorsDataType.F6_E2M3 or SafeTensorsDataType.F6_E3M2 => 6,
        <= SafeTensorsDataType.F8_E5M2FNUZ => 8,
        <= SafeTensorsDataType.BF16 => 16,
        <= SafeTensorsDataType.F32 => 32,
        _ => 64,
    };

    /// <summary>Whether <see cref="SafeTensorsFile"/> converts it to float and double.</summary>
    public static bool IsReadable(this SafeTensorsDataType type) =>
        type is SafeTensorsDataType.F32 or SafeTensorsDataType.F16 or SafeTensorsDataType.BF16 or SafeTensorsDataType.F64;
}
