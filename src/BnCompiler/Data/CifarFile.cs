using System.Numerics.Tensors;

namespace BnCompiler;

/// <summary>
/// Reads the binary files of CIFAR-10 and CIFAR-100, plain or gzip: for each image one or two bytes of label, then 32×32 pixels in red, in green and in blue.
/// </summary>
/// <example><code>
/// Dataset training = CifarFile.Read(CifarLabels.Cifar10, "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin");
/// </code></example>
public static class CifarFile
{
    /// <summary>Colours of a pixel.</summary>
    public const int Channels = 3;

    /// <summary>Height and width of an image.</summary>
    public const int Side = 32;

    /// <summary>Values of an image, [3, 32, 32].</summary>
    public const int ImageLength = Channels * Side * Side;

    /// <summary>Reads the images of some files, one after the other.</summary>
    /// <param name="labels">What stands in front of each image, and which label is taken.</param>
    /// <param name="paths">The files, at least one.</param>
    /// <returns>Images [3, 32, 32] with values from 0 to 1, and their labels.</returns>
    /// <exception cref="InvalidDataException">A file is empty or no whole number of images, or a label is none of the classes.</exception>
    public static Dataset Read(CifarLabels labels, params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
        {
            throw new ArgumentException("There are no files; expected at least one.", nameof(paths));
        }

        CifarFormat format = CifarFormat.Of(labels);
        byte[][] files = [.. paths.Select(path => DataStream.Read(path, stream => ReadRecords(stream, format)))];
        int count = checked((int)(files.Sum(file => (long)file.Length) / format.RecordLength));
        float[] images = new float[checked(count * ImageLength)];
        int[] classes = new int[count];
        int index = 0;
        foreach (byte[] file in files)
        {
            for (int start = 0; start < file.Length; start += format.RecordLength, index++)
            {
                classes[index] = file[start + format.LabelAt];
                Span<float> image = images.AsSpan(index * ImageLength, ImageLength);
                TensorPrimitives.ConvertTruncating<byte, float>(file.AsSpan(start + format.LabelBytes, ImageLength), image);
                TensorPrimitives.Divide(image, byte.MaxValue, image);
            }
        }

        return new Dataset(images, ImageLength, classes);
    }

    private static byte[] ReadRecords(DataStream stream, CifarFormat format)
    {
        byte[] records = stream.ReadToEnd();
        if (records.Length == 0 || records.Length % format.RecordLength != 0)
        {
            throw stream.Error($"has {records.Length} bytes; expected {format.RecordLength} for each image.");
        }

        for (int start = 0; start < records.Length; start += format.RecordLength)
        {
            if (records[start + format.LabelAt] >= format.Classes)
            {
                throw stream.Error($"has label {records[start + format.LabelAt]} at image {start / format.RecordLength}; expected 0 to {format.Classes - 1}.");
            }
        }

        return records;
    }

    /// <summary>Bytes of label in front of an image, which of them is taken, and how many classes it tells apart.</summary>
    private readonly record struct CifarFormat(int LabelBytes, int LabelAt, int Classes)
    {
        public int RecordLength => LabelBytes + ImageLength;

        public static CifarFormat Of(CifarLabels labels) => labels switch
        {
            CifarLabels.Cifar10 => new CifarFormat(1, 0, 10),
            CifarLabels.Cifar100Coarse => new CifarFormat(2, 0, 20),
            CifarLabels.Cifar100Fine => new CifarFormat(2, 1, 100),
            _ => throw new ArgumentOutOfRangeException(nameof(labels), labels, "Expected one of CifarLabels."),
        };
    }
}
