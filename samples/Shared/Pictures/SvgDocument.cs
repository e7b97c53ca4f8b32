using System.Globalization;
using System.Security;
using System.Text;

namespace Samples.Pictures;

/// <summary>Writes the handful of SVG elements that the sample's pictures consist of. Lengths are pixels.</summary>
internal sealed class SvgDocument
{
    private readonly StringBuilder _text = new();

    public SvgDocument(int width, int height)
    {
        _text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" ");
        _text.Append("font-family=\"sans-serif\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    }

    public void Line(double x1, double y1, double x2, double y2, string colour) =>
        _text.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" stroke=\"{colour}\"/>\n");

    public void Polyline(IEnumerable<(double X, double Y)> points, string colour, bool dashed = false)
    {
        string dashes = dashed ? " stroke-dasharray=\"5 4\"" : "";
        _text.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{dashes} points=\"");
        foreach (var (x, y) in points)
        {
            _text.Append(CultureInfo.InvariantCulture, $"{x:0.#},{y:0.#} ");
        }

        _text.Append("\"/>\n");
    }

    public void Circle(double x, double y, double radius, string colour) =>
        _text.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{radius:0.#}\" fill=\"{colour}\"/>\n");

    /// <param name="anchor">SVG's text-anchor: start, middle or end.</param>
    public void Text(double x, double y, string text, int size = 12, string colour = "#333", string anchor = "start") =>
        _text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" font-size=\"{size}\" fill=\"{colour}\" text-anchor=\"{anchor}\">{SecurityElement.Escape(text)}</text>\n");

    public void Image(double x, double y, double size, byte[] png) =>
        _text.Append(CultureInfo.InvariantCulture, $"<image x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{size:0.#}\" height=\"{size:0.#}\" image-rendering=\"pixelated\" href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>\n");

    public void Save(string path) => File.WriteAllText(path, _text + "</svg>\n");
}
