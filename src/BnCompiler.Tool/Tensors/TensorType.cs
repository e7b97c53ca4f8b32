namespace BnCompiler.Tool.Tensors;

/// <summary>Types of elements, with ONNX's numbers.</summary>
internal enum TensorType
{
    Undefined = 0,
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    String = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
    Complex64 = 14,
    Complex128 = 15,
    BFloat16 = 16,
}

/// <summary>What is known of each type.</summary>
internal static class TensorTypes
{
    public static bool IsFloating(this TensorType type) => type is TensorType.Float or TensorType.Double or TensorType.Float16 or TensorType.BFloat16;

    public static bool IsInteger(this TensorType type) => type is TensorType.Bool || Range(type) is not null;

    /// <summary>Bytes of one element in a file; 0 for a type that is not read.</summary>
    public static int Bytes(this TensorType type) => type switch
    {
        TensorType.UInt8 or TensorType.Int8 or TensorType.Bool => 1,
        TensorType.UInt16 or TensorType.Int16 or TensorType.Float16 or TensorType.BFloat16 => 2,
        TensorType.Float or TensorType.Int32 or TensorType.UInt32 => 4,
        TensorType.Double or TensorType.Int64 or TensorType.UInt64 => 8,
        _ => 0,
    };

    /// <summary>Smallest and largest value of an integer type; null for others. Values of UInt64 above those of Int64 are not held.</summary>
    public static (long Minimum, long Maximum)? Range(TensorType type) => type switch
    {
        TensorType.UInt8 => (0, byte.MaxValue),
        TensorType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        TensorType.UInt16 => (0, ushort.MaxValue),
        TensorType.Int16 => (short.MinValue, short.MaxValue),
        TensorType.Int32 => (int.MinValue, int.MaxValue),
        TensorType.UInt32 => (0, uint.MaxValue),
        TensorType.Int64 => (long.MinValue, long.MaxValue),
        TensorType.UInt64 => (0, long.MaxValue),
        _ => null,
    };

    /// <summary>The name in messages: ONNX's, or its number where the type is none of those known here.</summary>
    public static string Text(this TensorType type) => Enum.IsDefined(type) ? $"{type}".ToLowerInvariant() : $"type {(int)type}";
}
