using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BnCompiler.Tool.Reading;

/// <summary>Constants of metadata as C# expressions of the same type.</summary>
internal static class ConstantText
{
    public static string Of(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Array when !constant.IsNull => $"new {TypeOf(constant)} {{ {string.Join(", ", constant.Values.Select(Of))} }}",
        TypedConstantKind.Enum => $"({TypeOf(constant)}){OfPrimitive(constant.Value)}",
        _ => OfPrimitive(constant.Value),
    };

    public static string OfPrimitive(object? value) => value switch
    {
        null => "null",
        double number when !double.IsFinite(number) => NotFinite("double", number),
        float number when !float.IsFinite(number) => NotFinite("float", number),
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "D",
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "F",
        _ => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false),
    };

    private static string NotFinite(string type, double value) =>
        $"{type}.{(double.IsNaN(value) ? nameof(double.NaN) : double.IsPositive(value) ? nameof(double.PositiveInfinity) : nameof(double.NegativeInfinity))}";

    private static string TypeOf(TypedConstant constant) => constant.Type!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
}
