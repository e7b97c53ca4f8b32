using System.Globalization;

namespace Samples.Pictures;

/// <summary>A named line of a <see cref="LineChart"/>.</summary>
/// <param name="Marked">Whether every point gets a dot: for few points that are far apart.</param>
/// <param name="Dashed">Whether the line is dashed: for what was predicted.</param>
internal sealed record ChartSeries(string Name, string Colour, IReadOnlyList<(double X, double Y)> Points, bool Marked, bool Dashed = false);

/// <summary>Draws series over common axes into a rectangle of a picture.</summary>
internal sealed class LineChart
{
    private const string GridColour = "#ddd";

    private readonly double _left;
    private readonly double _top;
    private readonly double _width;
    private readonly double _height;
    private readonly double _lastX;
    private readonly ValueAxis _axis;

    /// <param name="logarithmic">Whether the vertical axis is; then all values are positive.</param>
    public LineChart(double left, double top, double width, double height, IReadOnlyList<ChartSeries> series, bool logarithmic = false)
    {
        (_left, _top, _width, _height) = (left, top, width, height);
        var points = series.SelectMany(s => s.Points).ToArray();
        double low = points.Min(p => p.Y);
        double high = points.Max(p => p.Y);
        _lastX = points.Max(p => p.X);
        _axis = logarithmic ? ValueAxis.Logarithmic(low, high) : ValueAxis.Linear(low, high);
        Series = series;
    }

    public IReadOnlyList<ChartSeries> Series { get; }

    /// <summary>What the horizontal axis counts.</summary>
    public string Unit { get; init; } = "epoch";

    /// <param name="format">Number format of the vertical axis.</param>
    public void Draw(SvgDocument svg, string title, string format)
    {
        svg.Text(_left, _top - 12, title, size: 14);
        DrawAxes(svg, format);
        double legend = _left + _width;
        foreach (var series in Series.Reverse())
        {
            var line = series.Points.Select(p => (X(p.X), Y(p.Y))).ToArray();
            svg.Polyline(line, series.Colour, series.Dashed);
            foreach (var (x, y) in series.Marked ? line : [])
            {
                svg.Circle(x, y, 3, series.Colour);
            }

            svg.Text(legend, _top - 12, series.Name, colour: series.Colour, anchor: "end");
            legend -= 7 * series.Name.Length + 14;
        }
    }

    private void DrawAxes(SvgDocument svg, string format)
    {
        foreach (double value in _axis.Ticks)
        {
            svg.Line(_left, Y(value), _left + _width, Y(value), GridColour);
            svg.Text(_left - 6, Y(value) + 4, value.ToString(format, CultureInfo.InvariantCulture), anchor: "end");
        }

        double stepX = Math.Max(1, ValueAxis.RoundStep(_lastX / 10));
        for (double x = 0; x <= _lastX; x += stepX)
        {
            svg.Text(X(x), _top + _height + 18, x.ToString("0.#", CultureInfo.InvariantCulture), anchor: "middle");
        }

        svg.Text(_left + _width / 2, _top + _height + 36, Unit, anchor: "middle");
    }

    private double X(double value) => _left + _width * value / _lastX;

    private double Y(double value) => _top + _height * (1 - _axis.Position(value));
}
