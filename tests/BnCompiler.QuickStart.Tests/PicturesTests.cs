using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml.Linq;
using QuickStart.Pictures;
using Samples.Images;
using Samples.Pictures;
using Xunit;

namespace BnCompiler.QuickStart.Tests;

public sealed class PicturesTests : IDisposable
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PngHoldsThePixels()
    {
        byte[] png = GreyPng.Encode([0f, 1f, 0.2f, 2f, -1f, 0.6f], width: 3, height: 2);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        // The CRC of an empty IEND chunk is the same in every PNG file.
        Assert.Equal("0000000049454E44AE426082", Convert.ToHexString(png[^12..]));
        Assert.Equal("IHDR"u8.ToArray(), png[12..16]);
        Assert.Equal(3, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Equal(2, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var rows = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress))
        {
            zlib.CopyTo(rows);
        }

        Assert.Equal([0, 0, 255, 51, 0, 255, 0, 153], rows.ToArray());
    }

    [Fact]
    public void GridNamesPredictionsAndMarksErrors()
    {
        var data = new ImageData("x", DrawnDigits.Draw(1, 0, 1, 1), DrawnDigits.Draw(1, 1, 2, 1), ["zero", "a<b", .. ImageData.DigitNames.Skip(2)]);
        string path = _folder.File("grid.svg");
        ImageGrid.Save(path, data, [new ClassifiedImage(0, Label: 1, Predicted: 1, 0.994f), new ClassifiedImage(1, Label: 0, Predicted: 1, 0.5f)]);
        var svg = XDocument.Load(path);
        var texts = svg.Descendants(s_svg + "text").Select(text => (text.Value, text.Attribute("fill")!.Value));
        Assert.Equal([("a<b 99%", "#333"), ("a<b 50%", "#c00"), ("is zero", "#c00")], texts);
        Assert.Equal(2, svg.Descendants(s_svg + "image").Count());
    }

    [Fact]
    public void ChartPutsValuesBetweenItsGridLines()
    {
        var chart = new LineChart(50, 40, 200, 100, [new ChartSeries("loss", "#00f", [(1, 0.7), (2, 0.2)], Marked: true)]);
        var document = new SvgDocument(300, 200);
        chart.Draw(document, "Loss & more", "0.0");
        string path = _folder.File("chart.svg");
        document.Save(path);
        var svg = XDocument.Load(path);
        // From 0.2 to 0.7 in steps of 0.1: the high value is on the top line and half way, the low one bottom right.
        Assert.Equal("150,40 250,140", svg.Descendants(s_svg + "polyline").Single().Attribute("points")!.Value.Trim());
        Assert.Equal(2, svg.Descendants(s_svg + "circle").Count());
        var labels = svg.Descendants(s_svg + "text").Select(text => text.Value).ToArray();
        Assert.Contains("Loss & more", labels);
        Assert.Contains("0.2", labels);
        Assert.Contains("0.7", labels);
    }

    [Fact]
    public void ChartOfOneConstantValueHasARange()
    {
        var chart = new LineChart(0, 0, 100, 100, [new ChartSeries("flat", "#00f", [(1, 0.5)], Marked: true)]);
        var document = new SvgDocument(100, 100);
        chart.Draw(document, "Flat", "0.00");
        string path = _folder.File("flat.svg");
        document.Save(path);
        Assert.DoesNotContain("NaN", File.ReadAllText(path));
        Assert.DoesNotContain("∞", File.ReadAllText(path));
    }
}
