namespace BnCompiler;

/// <summary>The type of the numbers in a <see cref="NumberArray"/>.</summary>
public enum ElementType
{
    /// <summary>Bytes from 0 to 255: NumPy's <c>u1</c>, IDX's 0x08.</summary>
    UInt8,

    /// <summary>Bytes from −128 to 127: NumPy's <c>i1</c>, IDX's 0x09.</summary>
    Int8,

    /// <summary>16-bit integers: NumPy's <c>i2</c>, IDX's 0x0B.</summary>
    Int16,

    /// <summary>32-bit integers: NumPy's <c>i4</c>, IDX's 0x0C.</summary>
    Int32,

    /// <summary>64-bit integers: NumPy's <c>i8</c>.</summary>
    Int64,

    /// <summary>Floats: NumPy's <c>f4</c>, IDX's 0x0D.</summary>
    Single,

    /// <summary>Doubles: NumPy's <c>f8</c>, IDX's 0x0E.</summary>
    Double,
}
