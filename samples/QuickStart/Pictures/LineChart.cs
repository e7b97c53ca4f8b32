using System.Globalization;

namespace QuickStart.Pictures;

/// <summary>A named line of a <see cref="LineChart"/>.</summary>
/// <param name="Marked">Whether every point gets a dot: for few points that are far apart.</param>
internal sealed record ChartSeries(string Name, string Colour, IReadOnlyList<(double X, double Y)> Points, bool Marked);

/// <summary>Draws series over common axes into a rectangle of a picture.</summary>
internal sealed class LineChart
{
    private const int GridLines = 5;
    private const string GridColour = "#ddd";

    private readonly double _left;
    private readonly double _top;
    private readonly double _width;
    private readonly double _height;
    private readonly double _lastX;
    private readonly double _lowY;
    private readonly double _stepY;
    private readonly double _highY;

    public LineChart(double left, double top, double width, double height, IReadOnlyList<ChartSeries> series)
    {
        (_left, _top, _width, _height) = (left, top, width, height);
        var points = series.SelectMany(s => s.Points).ToArray();
        double low = points.Min(p => p.Y);
        double high = points.Max(p => p.Y);
        _lastX = points.Max(p => p.X);
        _stepY = RoundStep((high - low) / GridLines);
        _lowY = Math.Floor(low / _stepY) * _stepY;
        _highY = Math.Max(Math.Ceiling(high / _stepY) * _stepY, _lowY + _stepY);
        Series = series;
    }

    public IReadOnlyList<ChartSeries> Series { get; }

    /// <param name="format">Number format of the vertical axis.</param>
    public void Draw(SvgDocument svg, string title, string format)
    {
        svg.Text(_left, _top - 12, title, size: 14);
        DrawAxes(svg, format);
        double legend = _left + _width;
        foreach (var series in Series.Reverse())
        {
            var line = series.Points.Select(p => (X(p.X), Y(p.Y))).ToArray();
            svg.Polyline(line, series.Colour);
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
        int count = (int)Math.Round((_highY - _lowY) / _stepY);
        for (int i = 0; i <= count; i++)
        {
            double value = _lowY + i * _stepY;
            svg.Line(_left, Y(value), _left + _width, Y(value), GridColour);
            svg.Text(_left - 6, Y(value) + 4, value.ToString(format, CultureInfo.InvariantCulture), anchor: "end");
        }

        double stepX = Math.Max(1, RoundStep(_lastX / 10));
        for (double epoch = 0; epoch <= _lastX; epoch += stepX)
        {
            svg.Text(X(epoch), _top + _height + 18, epoch.ToString("0.#", CultureInfo.InvariantCulture), anchor: "middle");
        }

        svg.Text(_left + _width / 2, _top + _height + 36, "epoch", anchor: "middle");
    }

    private double X(double value) => _left + _width * value / _lastX;

    private double Y(double value) => _top + _height * (_highY - value) / (_highY - _lowY);

    // The next of 1, 2, 5 times a power of ten, so that grid lines fall on numbers a reader expects.
    private static double RoundStep(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(step, 1e-6))));
        double digit = step / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }
}
