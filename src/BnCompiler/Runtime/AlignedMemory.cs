using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BnCompiler.Runtime;

/// <summary>
/// Zeroed memory that starts at a multiple of 64 bytes and is never moved, so that no vector load crosses a cache line. It is
/// ordinary managed memory: nothing has to be freed.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class AlignedMemory<T>
    where T : unmanaged
{
    private const int Alignment = 64;

    private static readonly int Padding = Alignment / Unsafe.SizeOf<T>();

    private readonly T[] _storage;
    private readonly int _start;

    public AlignedMemory(long length)
    {
        if (length < 0 || length > MaximumLength)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"A block holds 0 to {MaximumLength} elements.");
        }

        Length = (int)length;
        _storage = GC.AllocateArray<T>(Length + Padding, pinned: true);
        nint address = AddressOf(_storage);
        _start = (int)((Alignment - (address & (Alignment - 1))) & (Alignment - 1)) / Unsafe.SizeOf<T>();
    }

    /// <summary>The most elements that one block can hold.</summary>
    public static int MaximumLength => Array.MaxLength - Padding;

    public int Length { get; }

    public Span<T> Span => _storage.AsSpan(_start, Length);

    public Memory<T> Memory => _storage.AsMemory(_start, Length);

    /// <summary>The element at <paramref name="offset"/>; the offset is not checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T At(nint offset) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_storage), _start + offset);

    private static unsafe nint AddressOf(T[] array) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
}
