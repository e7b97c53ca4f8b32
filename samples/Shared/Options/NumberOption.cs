using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Samples.Options;

/// <summary>Options that are whole numbers in a range.</summary>
internal static class NumberOption
{
    /// <summary>An option with a default.</summary>
    public static Option<int> Create(string name, string description, int value, int minimum, int maximum) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
        CustomParser = argument => Parse(argument, name, minimum, maximum),
    };

    /// <summary>An option that may be left out.</summary>
    public static Option<int?> CreateOptional(string name, string description, int minimum, int maximum) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = argument => Parse(argument, name, minimum, maximum),
    };

    private static int Parse(ArgumentResult argument, string name, int minimum, int maximum)
    {
        string text = argument.Tokens[0].Value;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) || number < minimum || number > maximum)
        {
            argument.AddError($"{name} is '{text}'; expected a whole number from {minimum} to {maximum}.");
        }

        return number;
    }
}
