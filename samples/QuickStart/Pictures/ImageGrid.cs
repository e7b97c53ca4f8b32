using Samples.Images;
using Samples.Pictures;

namespace QuickStart.Pictures;

/// <summary>An image and what the network said about it.</summary>
internal sealed record ClassifiedImage(int Index, int Label, int Predicted, float Confidence)
{
    public bool IsCorrect => Label == Predicted;
}

/// <summary>The picture of a few test images with their predictions; wrong ones are red and name the truth.</summary>
internal static class ImageGrid
{
    private const int Columns = 8;
    private const int CellWidth = 112;
    private const int CellHeight = 126;
    private const int ImageSize = 84;

    public static void Save(string path, ImageData data, IReadOnlyList<ClassifiedImage> images)
    {
        int rows = (images.Count + Columns - 1) / Columns;
        var svg = new SvgDocument(Columns * CellWidth, rows * CellHeight);
        for (int i = 0; i < images.Count; i++)
        {
            DrawCell(svg, data, images[i], i % Columns * CellWidth, i / Columns * CellHeight);
        }

        svg.Save(path);
    }

    private static void DrawCell(SvgDocument svg, ImageData data, ClassifiedImage image, int left, int top)
    {
        double middle = left + CellWidth / 2.0;
        byte[] png = GreyPng.Encode(data.Test.Image(image.Index), ImageSet.Side, ImageSet.Side);
        svg.Image(middle - ImageSize / 2.0, top + 6, ImageSize, png);
        string colour = image.IsCorrect ? "#333" : "#c00";
        svg.Text(middle, top + ImageSize + 20, FormattableString.Invariant($"{data.ClassNames[image.Predicted]} {100 * image.Confidence:0}%"), colour: colour, anchor: "middle");
        if (!image.IsCorrect)
        {
            svg.Text(middle, top + ImageSize + 34, $"is {data.ClassNames[image.Label]}", size: 11, colour: colour, anchor: "middle");
        }
    }
}
