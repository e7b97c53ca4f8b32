using System.CommandLine;
using System.Globalization;

namespace ModelZoo.Commands;

/// <summary>How long the benches measure each case.</summary>
internal static class SecondsOption
{
    private const double DefaultSeconds = 1;
    private const double MaximumSeconds = 3_600;

    public static Option<double> Create() => new("--seconds")
    {
        Description = "Time that each case is measured for, after a warm-up.",
        HelpName = "S",
        DefaultValueFactory = _ => DefaultSeconds,
        CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) || value is not (> 0 and <= MaximumSeconds))
            {
                argument.AddError($"--seconds is '{text}'; expected a number above 0, to {MaximumSeconds}.");
            }

            return value;
        },
    };
}
