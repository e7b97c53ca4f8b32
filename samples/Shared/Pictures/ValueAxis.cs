namespace Samples.Pictures;

/// <summary>The vertical axis of a <see cref="LineChart"/>: where a value lies, and which values get a grid line.</summary>
internal abstract class ValueAxis
{
    private const int GridLines = 5;

    /// <summary>Values at grid lines, from the lowest to the highest.</summary>
    public abstract IReadOnlyList<double> Ticks { get; }

    /// <summary>0 at the lowest grid line, 1 at the highest.</summary>
    public abstract double Position(double value);

    /// <summary>Grid lines at round numbers, around all values.</summary>
    public static ValueAxis Linear(double low, double high)
    {
        double step = RoundStep((high - low) / GridLines);
        double first = Math.Floor(low / step);
        double last = Math.Max(Math.Ceiling(high / step), first + 1);
        return new LinearAxis([.. Enumerable.Range(0, (int)Math.Round(last - first) + 1).Select(index => (first + index) * step)]);
    }

    /// <summary>Grid lines at powers of ten, around all values, which are positive.</summary>
    public static ValueAxis Logarithmic(double low, double high)
    {
        int first = (int)Math.Floor(Math.Log10(low));
        int last = Math.Max((int)Math.Ceiling(Math.Log10(high)), first + 1);
        int step = ((last - first - 1) / (2 * GridLines)) + 1;
        return new LogarithmicAxis([.. Enumerable.Range(0, ((last - first + step - 1) / step) + 1).Select(index => Math.Pow(10, first + (index * step)))]);
    }

    /// <summary>The next of 1, 2, 5 times a power of ten, so that grid lines fall on numbers a reader expects.</summary>
    public static double RoundStep(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(step, 1e-6))));
        double digit = step / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }

    private sealed class LinearAxis(IReadOnlyList<double> ticks) : ValueAxis
    {
        public override IReadOnlyList<double> Ticks { get; } = ticks;

        public override double Position(double value) => (value - Ticks[0]) / (Ticks[^1] - Ticks[0]);
    }

    private sealed class LogarithmicAxis(IReadOnlyList<double> ticks) : ValueAxis
    {
        public override IReadOnlyList<double> Ticks { get; } = ticks;

        public override double Position(double value) => Math.Log(value / Ticks[0]) / Math.Log(Ticks[^1] / Ticks[0]);
    }
}
