using System.Collections;
using System.Globalization;
using System.Reflection;
using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.RandomGraphs;

/// <summary>The C# that makes a network to test, to be pasted into <see cref="FoundGraphs"/>: more than a declaration, which says nothing of the values of the parameters.</summary>
internal static class SpecCode
{
    public static string Of(NetSpec spec) =>
        $"new({Text(spec.Input)}, {string.Join(", ", spec.Layers.Select(Text))}) {{ Batch = {spec.Batch}, InputOffset = {Text(spec.InputOffset)} }}";

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        Enum name => $"{name.GetType().Name}.{name}",
        Extent extent => extent.IsImage ? $"Extent.Image({extent})" : $"Extent.Features({extent})",
        IEnumerable list => string.Join(", ", list.Cast<object>().Select(Text)),
        IFormattable number when number.GetType().IsPrimitive => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Record(value),
    };

    /// <summary>A record by the parameters of its longest constructor, and by name what else differs from what those make.</summary>
    private static string Record(object record)
    {
        var type = record.GetType();
        var constructor = type.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).First();
        object?[] arguments = [.. constructor.GetParameters().Select(parameter => type.GetProperty(parameter.Name!)!.GetValue(record))];
        object usual = constructor.Invoke(arguments);
        string[] others =
        [
            .. type.GetProperties()
                .Where(property => property.GetIndexParameters().Length == 0 && property.GetMethod is not null && property.SetMethod is not null && !Equals(property.GetValue(record), property.GetValue(usual)))
                .Select(property => $"{property.Name} = {Text(property.GetValue(record))}"),
        ];
        return $"new {type.Name}({string.Join(", ", arguments.Select(Text).Where(text => text.Length > 0))}){(others.Length == 0 ? "" : $" {{ {string.Join(", ", others)} }}")}";
    }
}
