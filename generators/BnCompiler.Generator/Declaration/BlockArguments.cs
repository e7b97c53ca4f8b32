using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.Generator.Declaration;

/// <summary>Binds the arguments of a use to the parameters of the block, by position.</summary>
internal static class BlockArguments
{
    /// <summary>The values of the parameters that are given, or null after reporting what does not fit.</summary>
    public static IReadOnlyDictionary<IFieldSymbol, object?>? Bind(BlockUse use, BlockDefinition block, Frame frame, ProblemSink problems, CancellationToken cancellation)
    {
        var written = Written(use, cancellation);
        var arguments = new ArgumentValues(frame, problems, cancellation);
        var values = Values(use, written, arguments);
        if (arguments.Failed)
        {
            return null;
        }

        if (values.Length > block.Parameters.Length)
        {
            var excess = written.ElementAtOrDefault(block.Parameters.Length)?.GetLocation() ?? DeclarationLocator.Attribute(use.Attribute, cancellation);
            problems.Report("BN0024", frame.UseLocation(cancellation), excess, DeclarationLocator.Identifier(block.Type), use.Text, TooMany(block, values.Length));
            return null;
        }

        var bound = new Dictionary<IFieldSymbol, object?>(SymbolEqualityComparer.Default);
        for (int index = 0; index < values.Length; index++)
        {
            var parameter = block.Parameters[index];
            if (Fits(values[index], parameter.Type.SpecialType))
            {
                bound.Add(parameter, ConstantArithmetic.Convert(Widen(values[index]), parameter.Type.SpecialType));
                continue;
            }

            var place = written.ElementAtOrDefault(index)?.GetLocation() ?? DeclarationLocator.Attribute(use.Attribute, cancellation);
            problems.Report(
                "BN0024", frame.UseLocation(cancellation), place, parameter.Locations.FirstOrDefault(), use.Text,
                $"{parameter.Name} is {Text(values[index])}, expected {Expected(parameter.Type.SpecialType)}");
        }

        return bound.Count == values.Length ? bound : null;
    }

    private static ImmutableArray<ExpressionSyntax> Written(BlockUse use, CancellationToken cancellation) =>
        [.. LayerReader.WrittenArguments(use.Attribute, cancellation).Where(argument => argument.NameEquals is null).SelectMany(LayerReader.Elements)];

    private static ImmutableArray<object?> Values(BlockUse use, ImmutableArray<ExpressionSyntax> written, ArgumentValues arguments)
    {
        var constants = use.Attribute.ConstructorArguments.FirstOrDefault();
        return constants.Kind != TypedConstantKind.Array || constants.IsNull
            ? [null]
            : [.. constants.Values.Select((constant, index) => arguments.Of(written.ElementAtOrDefault(index), constant.Kind == TypedConstantKind.Primitive ? constant.Value : constant))];
    }

    private static bool Fits(object? value, SpecialType type) => type switch
    {
        SpecialType.System_Int32 => value is int,
        SpecialType.System_Double => value is int or double or float,
        SpecialType.System_Boolean => value is bool,
        _ => value is string,
    };

    private static object? Widen(object? value) => value is float single ? (double)single : value;

    private static string TooMany(BlockDefinition block, int given)
    {
        string takes = block.Parameters.Length switch
        {
            0 => "takes no arguments",
            1 => $"takes 1 argument ({block.Parameters[0].Name})",
            _ => $"takes {block.Parameters.Length} arguments ({string.Join(", ", block.Parameters.Select(parameter => parameter.Name))})",
        };
        return $"the block {takes}, but {given} are given";
    }

    private static string Expected(SpecialType type) => type switch
    {
        SpecialType.System_Int32 => "an integer",
        SpecialType.System_Double => "a number",
        SpecialType.System_Boolean => "true or false",
        _ => "a string",
    };

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => SymbolDisplay.FormatLiteral(text, quote: true),
        bool flag => flag ? "true" : "false",
        TypedConstant constant => constant.ToCSharpString(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
