using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// One axis of a resampling as text: where a window starts, how many taps it has and what they weigh, each as a formula where one fits and
/// as a table otherwise.
/// </summary>
/// <param name="axis">The axis.</param>
/// <param name="index">The variable that counts output positions: <c>y</c>.</param>
/// <param name="name">What names begin with: <c>row</c>.</param>
internal sealed class ResampleAxisText(ResampleAxis axis, string index, string name)
{
    private readonly int[] firsts = [.. axis.Windows.Select(window => window.First)];
    private readonly int[] counts = [.. axis.Windows.Select(window => window.Weights.Count)];
    private readonly float[] weights = [.. axis.Windows.SelectMany(window => window.Weights)];

    /// <summary>The first input position of a window.</summary>
    public string First => Formula(firsts) ?? $"{name}First[{index}]";

    /// <summary>Whether every window has exactly one tap.</summary>
    public bool IsOneTap => counts.All(count => count == 1);

    /// <summary>The weight of a tap inside <see cref="EachTap"/>, or null where all are 1.</summary>
    public string? Weight => weights.All(weight => weight == 1) ? null : HasWeightTable ? $"{name}Weights[{WeightIndex}]" : Literal.Float(weights[0]);

    private string Tap => name + "Tap";

    private bool HasWeightTable => weights.Distinct().Count() > 1;

    private string WeightIndex => IsOneTap ? index : Taps is null ? $"{name}Start[{index}] + {Tap}" : $"({index} * {Taps}) + {Tap}";

    /// <summary>Taps of every window, or null where they differ.</summary>
    private string? Taps => counts.All(count => count == counts[0]) ? Literal.Int(counts[0]) : null;

    /// <summary>Writes the tables that the other texts use.</summary>
    public void Tables(KernelWriter writer)
    {
        if (Formula(firsts) is null)
        {
            writer.Line($"ReadOnlySpan<int> {name}First = [{Integers(firsts)}];");
        }

        if (Taps is null)
        {
            writer.Line($"ReadOnlySpan<int> {name}Taps = [{Integers(counts)}];");
        }

        if (HasWeightTable)
        {
            if (Taps is null)
            {
                int next = 0;
                int[] starts = [.. counts.Select(count => (next += count) - count)];
                writer.Line($"ReadOnlySpan<int> {name}Start = [{Integers(starts)}];");
            }

            writer.Line($"ReadOnlySpan<float> {name}Weights = [{string.Join(", ", weights.Select(Literal.Float))}];");
        }
    }

    /// <summary>Writes a loop over the taps of a window around <paramref name="body"/>.</summary>
    public void EachTap(KernelWriter writer, Action body)
    {
        if (IsOneTap)
        {
            body();
            return;
        }

        using (writer.Block($"for (int {Tap} = 0; {Tap} < {Taps ?? $"{name}Taps[{index}]"}; {Tap}++)"))
        {
            body();
        }
    }

    /// <summary>What is added to the place of the window's first tap inside <see cref="EachTap"/>.</summary>
    public string TapOffset(string stride) => IsOneTap ? "" : $" + ({Tap} * {stride})";

    /// <summary>i·step + start, or i / divisor, where the values are that.</summary>
    private string? Formula(int[] values)
    {
        int step = values.Length > 1 ? values[1] - values[0] : 0;
        if (step >= 0 && Fits(values, i => values[0] + (i * step)))
        {
            string product = step == 1 ? index : $"({index} * {step})";
            return step == 0 ? Literal.Int(values[0])
                : values[0] == 0 ? product
                : $"({product} {(values[0] < 0 ? "-" : "+")} {Literal.Int(Math.Abs(values[0]))})";
        }

        int divisor = values.TakeWhile(value => value == 0).Count();
        return divisor > 0 && Fits(values, i => i / divisor) ? $"({index} / {divisor})" : null;
    }

    private static bool Fits(int[] values, Func<int, int> formula) => values.Select((value, i) => value == formula(i)).All(equal => equal);

    private static string Integers(int[] values) => string.Join(", ", values.Select(Literal.Int));
}
