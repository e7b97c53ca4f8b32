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

    private readonly T[] storage;
    private readonly int start;

    public AlignedMemory(long length)
    {
        int padding = Alignment / Unsafe.SizeOf<T>();
        if (length < 0 || length > Array.MaxLength - padding)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"A block holds 0 to {Array.MaxLength - padding} elements.");
        }

        Length = (int)length;
        storage = GC.AllocateArray<T>(Length + padding, pinned: true);
        nint address = AddressOf(storage);
        start = (int)((Alignment - (address & (Alignment - 1))) & (Alignment - 1)) / Unsafe.SizeOf<T>();
    }

    public int Length { get; }

    public Span<T> Span => storage.AsSpan(start, Length);

    public Memory<T> Memory => storage.AsMemory(start, Length);

    /// <summary>The element at <paramref name="offset"/>; the offset is not checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T At(nint offset) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(storage), start + offset);

    private static unsafe nint AddressOf(T[] array) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
}
