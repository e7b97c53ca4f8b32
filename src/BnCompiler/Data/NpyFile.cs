using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace BnCompiler;

/// <summary>
/// Reads and writes NumPy's NPY files. Read are versions 1 to 3, plain or gzip, in C's or Fortran's order and either byte order, with elements f4, f8, i1, u1, i2, i4
/// or i8; written is version 1 in C's order.
/// </summary>
public static class NpyFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its array, row by row, also where the file has it in Fortran's order.</returns>
    /// <exception cref="InvalidDataException">It is no NPY file, is damaged, or holds elements of another type.</exception>
    public static NumberArray Read(string path) => DataStream.Read(path, stream =>
    {
        NpyHeader header = NpyHeader.Read(stream);
        byte[] bytes = stream.ReadRest(header.DataBytes);
        int size = NumberArray.SizeOf(header.ElementType);
        return new NumberArray(
            path, header.ElementType, header.IsBigEndian, header.Shape, header.IsFortranOrder ? RowByRow(bytes, header.Shape, size) : bytes);
    });

    /// <summary>Writes floats as <c>f4</c>; replaces the file as a whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="values">The array, row by row.</param>
    /// <param name="shape">Its sizes, the outermost first; none for a single number.</param>
    public static void Write(string path, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) => Write(path, "f4", values, shape);

    /// <summary>Writes integers as <c>i4</c>; replaces the file as a whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="values">The array, row by row.</param>
    /// <param name="shape">Its sizes, the outermost first; none for a single number.</param>
    public static void Write(string path, ReadOnlySpan<int> values, params ReadOnlySpan<int> shape) => Write(path, "i4", values, shape);

    /// <summary>Writes integers as <c>i8</c>; replaces the file as a whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="values">The array, row by row.</param>
    /// <param name="shape">Its sizes, the outermost first; none for a single number.</param>
    public static void Write(string path, ReadOnlySpan<long> values, params ReadOnlySpan<int> shape) => Write(path, "i8", values, shape);

    private static void Write<T>(string path, string type, ReadOnlySpan<T> values, ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        long length = 1;
        StringBuilder sizes = new();
        foreach (int size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            length = checked(length * size);
            sizes.Append(CultureInfo.InvariantCulture, $"{size}, ");
        }

        if (length != values.Length)
        {
            throw new ArgumentException($"There are {values.Length} values; the shape needs {length}.", nameof(values));
        }

        byte[] header = NpyHeader.Format((BitConverter.IsLittleEndian ? '<' : '>') + type, sizes.ToString().TrimEnd());
        byte[] bytes = new byte[header.Length + (values.Length * (long)Marshal.SizeOf<T>())];
        header.CopyTo(bytes, 0);
        MemoryMarshal.AsBytes(values).CopyTo(bytes.AsSpan(header.Length));
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The first index runs fastest in Fortran's order, the last one in C's.</summary>
    private static byte[] RowByRow(byte[] bytes, ImmutableArray<int> shape, int size)
    {
        byte[] rows = new byte[bytes.Length];
        int[] index = new int[shape.Length];
        for (int target = 0; target < rows.Length; target += size)
        {
            long source = 0;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                source = (source * shape[axis]) + index[axis];
            }

            bytes.AsSpan((int)source * size, size).CopyTo(rows.AsSpan(target));
            for (int axis = shape.Length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--)
            {
                index[axis] = 0;
            }
        }

        return rows;
    }
}
