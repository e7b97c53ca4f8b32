using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BnCompiler.Runtime;

/// <summary>
/// Between planar samples (NCHW, without gaps: what users have) and the layout of kernels (NHWC with a pitch and a halo). References to
/// the latter point at position (0, 0) of sample 0, behind the halo; strides are in floats. Halos are left alone.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class PlanarImages
{
    private const int Tile = 4;

    /// <summary>Copies samples first … last−1; lanes from <paramref name="channels"/> to <paramref name="pitch"/> become 0.</summary>
    /// <param name="planar">Sample 0, planar.</param>
    /// <param name="destination">Position (0, 0) of sample 0.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="pitch">Floats from one position of the destination to the next.</param>
    /// <param name="rowStride">Floats from one row of the destination to the next.</param>
    /// <param name="sampleStride">Floats from one sample of the destination to the next.</param>
    /// <param name="accumulate">Whether to add to what the destination holds; its padding lanes are then left alone.</param>
    /// <param name="first">The first sample.</param>
    /// <param name="last">The sample after the last.</param>
    /// <param name="planarStride">Floats from one planar sample to the next; 0 where no gap lies between them.</param>
    /// <param name="share">The rows that are copied; null for all.</param>
    public static void Load(
        ref readonly float planar, ref float destination, int channels, int height, int width, int pitch, int rowStride, int sampleStride,
        bool accumulate, int first, int last, int planarStride = 0, WorkerShare? share = null)
    {
        var shape = new Image(channels, height, width, pitch, rowStride, sampleStride).WithPlanarStride(planarStride).WithRows(share);
        if (accumulate)
        {
            LoadSamples<Add>(ref Unsafe.AsRef(in planar), ref destination, shape, ref Unsafe.NullRef<float>(), ref Unsafe.NullRef<float>(), first, last);
        }
        else
        {
            LoadSamples<Overwrite>(ref Unsafe.AsRef(in planar), ref destination, shape, ref Unsafe.NullRef<float>(), ref Unsafe.NullRef<float>(), first, last);
        }
    }

    /// <summary>Copies samples first … last−1 as scale·x + shift per channel: a folded BatchNorm on the input.</summary>
    /// <param name="planar">Sample 0, planar.</param>
    /// <param name="destination">Position (0, 0) of sample 0.</param>
    /// <param name="scale">Factor of each channel, <paramref name="pitch"/> floats.</param>
    /// <param name="shift">Addend of each channel, <paramref name="pitch"/> floats.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="pitch">Floats from one position of the destination to the next.</param>
    /// <param name="rowStride">Floats from one row of the destination to the next.</param>
    /// <param name="sampleStride">Floats from one sample of the destination to the next.</param>
    /// <param name="first">The first sample.</param>
    /// <param name="last">The sample after the last.</param>
    /// <param name="planarStride">Floats from one planar sample to the next; 0 where no gap lies between them.</param>
    /// <param name="share">The rows that are copied; null for all.</param>
    public static void LoadAffine(
        ref readonly float planar, ref float destination, ref readonly float scale, ref readonly float shift,
        int channels, int height, int width, int pitch, int rowStride, int sampleStride, int first, int last, int planarStride = 0,
        WorkerShare? share = null) =>
        LoadSamples<Affine>(
            ref Unsafe.AsRef(in planar), ref destination, new Image(channels, height, width, pitch, rowStride, sampleStride).WithPlanarStride(planarStride).WithRows(share),
            ref Unsafe.AsRef(in scale), ref Unsafe.AsRef(in shift), first, last);

    /// <summary>Copies samples first … last−1 back to planar ones.</summary>
    /// <param name="source">Position (0, 0) of sample 0.</param>
    /// <param name="planar">Sample 0, planar.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="pitch">Floats from one position of the source to the next.</param>
    /// <param name="rowStride">Floats from one row of the source to the next.</param>
    /// <param name="sampleStride">Floats from one sample of the source to the next.</param>
    /// <param name="first">The first sample.</param>
    /// <param name="last">The sample after the last.</param>
    /// <param name="planarStride">Floats from one planar sample to the next; 0 where no gap lies between them.</param>
    /// <param name="share">The rows that are copied; null for all.</param>
    public static void Store(
        ref readonly float source, ref float planar, int channels, int height, int width, int pitch, int rowStride, int sampleStride,
        int first, int last, int planarStride = 0, WorkerShare? share = null)
    {
        var image = new Image(channels, height, width, pitch, rowStride, sampleStride).WithPlanarStride(planarStride).WithRows(share);
        for (int n = first; n < last; n++)
        {
            for (int y = image.FirstRow; y < image.LastRow; y++)
            {
                StoreRow(
                    ref Unsafe.Add(ref Unsafe.AsRef(in source), ((nint)n * sampleStride) + ((nint)y * image.RowStride)),
                    ref Unsafe.Add(ref planar, ((nint)n * image.PlanarLength) + ((nint)y * image.Width)),
                    image);
            }
        }
    }

    private static void LoadSamples<TWrite>(ref float planar, ref float destination, Image image, ref float scale, ref float shift, int first, int last)
        where TWrite : struct, IWrite
    {
        for (int n = first; n < last; n++)
        {
            for (int y = image.FirstRow; y < image.LastRow; y++)
            {
                LoadRow<TWrite>(
                    ref Unsafe.Add(ref planar, ((nint)n * image.PlanarLength) + ((nint)y * image.Width)),
                    ref Unsafe.Add(ref destination, ((nint)n * image.SampleStride) + ((nint)y * image.RowStride)),
                    image, ref scale, ref shift);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LoadRow<TWrite>(ref float planar, ref float destination, Image image, ref float scale, ref float shift)
        where TWrite : struct, IWrite
    {
        if (typeof(TWrite) == typeof(Overwrite) && image.IsSameInBoth)
        {
            int length = image.Width * image.Channels;
            MemoryMarshal.CreateReadOnlySpan(ref planar, length).CopyTo(MemoryMarshal.CreateSpan(ref destination, length));
            ClearPadding(ref destination, image);
            return;
        }

        // Whole tiles need four columns, and four lanes of room.
        int tiledColumns = image.Width / Tile * Tile;
        int tiledChannels = Math.Min(Layout4(image.Channels), image.Pitch / Tile * Tile);
        if (typeof(TWrite) == typeof(Overwrite) && image.Channels == 3 && image.Pitch == 3)
        {
            tiledColumns = LoadColours(ref planar, ref destination, image);
            tiledChannels = image.Channels;
        }
        else
        {
            for (int x = 0; x < tiledColumns; x += Tile)
            {
                for (int c = 0; c < tiledChannels; c += Tile)
                {
                    LoadTile<TWrite>(ref Unsafe.Add(ref planar, (c * image.PlaneLength) + x), ref Unsafe.Add(ref destination, (x * image.Pitch) + c), image, c, ref scale, ref shift);
                }
            }
        }

        for (int x = tiledChannels >= image.Channels ? tiledColumns : 0; x < image.Width; x++)
        {
            for (int c = x < tiledColumns ? tiledChannels : 0; c < image.Channels; c++)
            {
                ref float to = ref Unsafe.Add(ref destination, (x * image.Pitch) + c);
                to = TWrite.Combine(Unsafe.Add(ref planar, (c * image.PlaneLength) + x), to, ref scale, ref shift, c);
            }
        }

        if (TWrite.ClearsPadding)
        {
            ClearPadding(ref destination, image);
        }
    }

    /// <summary>Three channels without padding, for whole tiles of columns: their number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int LoadColours(ref float planar, ref float destination, Image image)
    {
        var lowHalf = Vector128.Create(-1, -1, 0, 0).AsSingle();
        int x = 0;
        for (; x <= image.Width - Tile; x += Tile)
        {
            ref float columns = ref Unsafe.Add(ref planar, x);
            var red = Vector128.LoadUnsafe(ref columns);
            var green = Vector128.LoadUnsafe(ref columns, (nuint)image.PlaneLength);
            var blue = Vector128.LoadUnsafe(ref columns, (nuint)image.PlaneLength * 2);
            var redGreen = SimdMath.InterleaveLow(Even(red), Even(green));
            var blueRed = SimdMath.InterleaveLow(Even(blue), Odd(red));
            var greenBlue = SimdMath.InterleaveLow(Odd(green), Odd(blue));
            ref float to = ref Unsafe.Add(ref destination, x * 3);
            SimdMath.LowHalves(redGreen, blueRed).StoreUnsafe(ref to);
            Vector128.ConditionalSelect(lowHalf, greenBlue, redGreen).StoreUnsafe(ref to, 4);
            SimdMath.HighHalves(blueRed, greenBlue).StoreUnsafe(ref to, 8);
        }

        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Even(Vector128<float> row) => Vector128.Shuffle(row, Vector128.Create(0, 2, 0, 2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Odd(Vector128<float> row) => Vector128.Shuffle(row, Vector128.Create(1, 3, 1, 3));

    private static void LoadTile<TWrite>(ref float planar, ref float destination, Image image, int channel, ref float scale, ref float shift)
        where TWrite : struct, IWrite
    {
        var row0 = Vector128.LoadUnsafe(ref planar);
        var row1 = channel + 1 < image.Channels ? Vector128.LoadUnsafe(ref planar, (nuint)image.PlaneLength) : default;
        var row2 = channel + 2 < image.Channels ? Vector128.LoadUnsafe(ref planar, (nuint)image.PlaneLength * 2) : default;
        var row3 = channel + 3 < image.Channels ? Vector128.LoadUnsafe(ref planar, (nuint)image.PlaneLength * 3) : default;
        SimdMath.Transpose(ref row0, ref row1, ref row2, ref row3);
        WriteLanes<TWrite>(row0, ref destination, ref scale, ref shift, channel);
        WriteLanes<TWrite>(row1, ref Unsafe.Add(ref destination, image.Pitch), ref scale, ref shift, channel);
        WriteLanes<TWrite>(row2, ref Unsafe.Add(ref destination, image.Pitch * 2), ref scale, ref shift, channel);
        WriteLanes<TWrite>(row3, ref Unsafe.Add(ref destination, image.Pitch * 3), ref scale, ref shift, channel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteLanes<TWrite>(Vector128<float> value, ref float destination, ref float scale, ref float shift, int channel)
        where TWrite : struct, IWrite =>
        TWrite.Combine(value, ref destination, ref scale, ref shift, channel).StoreUnsafe(ref destination);

    private static void StoreRow(ref float source, ref float planar, Image image)
    {
        if (image.IsSameInBoth)
        {
            int length = image.Width * image.Channels;
            MemoryMarshal.CreateReadOnlySpan(ref source, length).CopyTo(MemoryMarshal.CreateSpan(ref planar, length));
            return;
        }

        int tiledColumns = image.Width / Tile * Tile;
        int tiledChannels = image.Channels / Tile * Tile;
        for (int c = 0; c < tiledChannels; c += Tile)
        {
            for (int x = 0; x < tiledColumns; x += Tile)
            {
                StoreTile(ref Unsafe.Add(ref source, (x * image.Pitch) + c), ref Unsafe.Add(ref planar, (c * image.PlaneLength) + x), image);
            }
        }

        for (int c = 0; c < image.Channels; c++)
        {
            for (int x = c < tiledChannels ? tiledColumns : 0; x < image.Width; x++)
            {
                Unsafe.Add(ref planar, (c * image.PlaneLength) + x) = Unsafe.Add(ref source, (x * image.Pitch) + c);
            }
        }
    }

    private static void StoreTile(ref float source, ref float planar, Image image)
    {
        var row0 = Vector128.LoadUnsafe(ref source);
        var row1 = Vector128.LoadUnsafe(ref source, (nuint)image.Pitch);
        var row2 = Vector128.LoadUnsafe(ref source, (nuint)image.Pitch * 2);
        var row3 = Vector128.LoadUnsafe(ref source, (nuint)image.Pitch * 3);
        SimdMath.Transpose(ref row0, ref row1, ref row2, ref row3);
        row0.StoreUnsafe(ref planar);
        row1.StoreUnsafe(ref planar, (nuint)image.PlaneLength);
        row2.StoreUnsafe(ref planar, (nuint)image.PlaneLength * 2);
        row3.StoreUnsafe(ref planar, (nuint)image.PlaneLength * 3);
    }

    private static void ClearPadding(ref float destination, Image image)
    {
        int padding = image.Pitch - image.Channels;
        for (int x = 0; padding > 0 && x < image.Width; x++)
        {
            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref destination, (x * image.Pitch) + image.Channels), padding).Clear();
        }
    }

    private static int Layout4(int channels) => (channels + Tile - 1) / Tile * Tile;

    private readonly record struct Image(int Channels, int Height, int Width, int Pitch, int RowStride, int SampleStride)
    {
        /// <summary>Values in one channel of a planar sample; stays as it is when rows are joined.</summary>
        public int PlaneLength { get; private init; } = Height * Width;

        /// <summary>Floats from one planar sample to the next.</summary>
        public int PlanarLength { get; private init; } = Channels * Height * Width;

        /// <summary>Whether a row is the same sequence of floats in both layouts, but for padding behind a single position.</summary>
        public bool IsSameInBoth => Pitch == 1 || (Width == 1 && PlaneLength == 1);

        /// <summary>The same with planar samples this far apart; 0 leaves them without gaps.</summary>
        public Image WithPlanarStride(int stride) => stride == 0 ? this : this with { PlanarLength = stride };

        /// <summary>The first row to copy.</summary>
        public int FirstRow { get; private init; }

        /// <summary>One past the last row to copy.</summary>
        public int LastRow { get; private init; } = Height;

        /// <summary>The same with the rows of a share; all of them as one where they follow each other without a gap.</summary>
        public Image WithRows(WorkerShare? share) =>
            share is not null && share != WorkerShare.Whole ? this with { FirstRow = share.First(Height), LastRow = share.Last(Height) }
            : RowStride == Width * Pitch ? this with { Height = 1, Width = Height * Width, LastRow = 1 }
            : this;
    }

    private interface IWrite
    {
        static abstract bool ClearsPadding { get; }

        static abstract float Combine(float value, float held, ref float scale, ref float shift, int channel);

        static abstract Vector128<float> Combine(Vector128<float> value, ref float destination, ref float scale, ref float shift, int channel);
    }

    private readonly struct Overwrite : IWrite
    {
        public static bool ClearsPadding => true;

        public static float Combine(float value, float held, ref float scale, ref float shift, int channel) => value;

        public static Vector128<float> Combine(Vector128<float> value, ref float destination, ref float scale, ref float shift, int channel) => value;
    }

    private readonly struct Add : IWrite
    {
        public static bool ClearsPadding => false;

        public static float Combine(float value, float held, ref float scale, ref float shift, int channel) => held + value;

        public static Vector128<float> Combine(Vector128<float> value, ref float destination, ref float scale, ref float shift, int channel) =>
            Vector128.LoadUnsafe(ref destination) + value;
    }

    private readonly struct Affine : IWrite
    {
        public static bool ClearsPadding => true;

        public static float Combine(float value, float held, ref float scale, ref float shift, int channel) =>
            (Unsafe.Add(ref scale, channel) * value) + Unsafe.Add(ref shift, channel);

        public static Vector128<float> Combine(Vector128<float> value, ref float destination, ref float scale, ref float shift, int channel) =>
            (Vector128.LoadUnsafe(ref scale, (nuint)channel) * value) + Vector128.LoadUnsafe(ref shift, (nuint)channel);
    }
}
