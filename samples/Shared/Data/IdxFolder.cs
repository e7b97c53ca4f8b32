using BnCompiler;
using Samples.Images;

namespace Samples.Data;

/// <summary>Reads a folder that holds the four files of MNIST or Fashion-MNIST.</summary>
internal static class IdxFolder
{
    private const int ClassCount = 10;

    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">One of the four files is not in it.</exception>
    /// <exception cref="InvalidDataException">A file is corrupt, or the images are not 28×28 with labels 0 to 9.</exception>
    public static ImageData Load(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The data folder '{folder}' does not exist.");
        }

        // The files of the two data sets differ in content only; the folder's name is what tells them apart.
        bool fashion = Path.GetFullPath(folder).Contains("fashion", StringComparison.OrdinalIgnoreCase);
        return new ImageData(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            LoadSet(folder, "train"),
            LoadSet(folder, "t10k"),
            fashion ? ImageData.FashionNames : ImageData.DigitNames);
    }

    private static ImageSet LoadSet(string folder, string prefix)
    {
        string imagePath = Find(folder, prefix + "-images", "idx3-ubyte");
        string labelPath = Find(folder, prefix + "-labels", "idx1-ubyte");
        var images = IdxFile.Read(imagePath, rank: 3);
        var labels = IdxFile.Read(labelPath, rank: 1);
        if (images.Shape[1] != ImageSet.Side || images.Shape[2] != ImageSet.Side)
        {
            throw new InvalidDataException($"'{imagePath}' holds {images.Shape[1]}×{images.Shape[2]} images; the network takes {ImageSet.Side}×{ImageSet.Side}.");
        }

        if (labels.Shape[0] != images.Shape[0])
        {
            throw new InvalidDataException($"'{labelPath}' holds {labels.Shape[0]} labels for the {images.Shape[0]} images of '{imagePath}'.");
        }

        if (images.ElementType != ElementType.UInt8)
        {
            throw new InvalidDataException($"'{imagePath}' holds numbers of type {images.ElementType}; expected bytes.");
        }

        int[] classes = labels.ToInt32s();
        int bad = Array.FindIndex(classes, label => label is < 0 or >= ClassCount);
        if (bad >= 0)
        {
            throw new InvalidDataException($"'{labelPath}' has label {classes[bad]} at index {bad}; expected 0 to {ClassCount - 1}.");
        }

        return new ImageSet(images.ToSingles(divisor: byte.MaxValue), classes);
    }

    // The official name has a dash before the type; unpacking with some tools leaves a dot there.
    private static string Find(string folder, string name, string type)
    {
        foreach (string candidate in (string[])[$"{name}-{type}.gz", $"{name}-{type}", $"{name}.{type}.gz", $"{name}.{type}"])
        {
            string path = Path.Combine(folder, candidate);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"'{folder}' has no file '{name}-{type}.gz' (or without '.gz').");
    }
}
