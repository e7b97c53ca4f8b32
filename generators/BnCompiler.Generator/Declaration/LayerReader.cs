using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.Generator.Declaration;

/// <summary>What a written expression means where it is read.</summary>
/// <param name="written">The expression; null where an argument cannot be told from the others.</param>
/// <param name="constant">What C# says that its value is.</param>
internal delegate object? Substitution(ExpressionSyntax? written, object? constant);

/// <summary>Reads one layer attribute, whichever it is: a new layer needs nothing here.</summary>
internal static class LayerReader
{
    private const string NameProperty = "Name";

    /// <summary>The attribute as a declaration.</summary>
    /// <param name="layer">The attribute.</param>
    /// <param name="substitute">Gives each argument its value: inside a block it depends on the block's constants.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static LayerDeclaration Read(AttributeData layer, Substitution substitute, CancellationToken cancellation)
    {
        var written = ConstructorArguments(layer, cancellation).Concat(layer.NamedArguments.Select(named => (Property: named.Key, named.Value)));
        var arguments = (
            from argument in written
            let value = Value(argument.Value, Expressions(layer, argument.Property, cancellation), substitute)
            where value is not null
            select new ArgumentDeclaration(argument.Property, value!)).ToImmutableArray();
        string? name = arguments.Where(argument => argument.Name == NameProperty).Select(argument => argument.Value as string).FirstOrDefault();
        return new LayerDeclaration(
            Kind(layer.AttributeClass!),
            name,
            arguments.Where(argument => argument.Name != NameProperty).ToImmutableArray());
    }

    /// <summary>
    /// The written argument that sets a property, or null when the property is left at its default. Of a property that several arguments set
    /// (<c>params</c>) the one at <paramref name="index"/>, or the first where one argument is an array.
    /// </summary>
    public static AttributeArgumentSyntax? Find(AttributeData layer, string property, int index, CancellationToken cancellation)
    {
        AttributeArgumentSyntax[] found = [.. WrittenArguments(layer, cancellation).Where(argument => Properties(layer, argument).Contains(property))];
        return found.ElementAtOrDefault(index) ?? found.FirstOrDefault();
    }

    private static string Kind(INamedTypeSymbol attribute)
    {
        const string suffix = "Attribute";
        return attribute.Name.EndsWith(suffix, StringComparison.Ordinal) ? attribute.Name.Substring(0, attribute.Name.Length - suffix.Length) : attribute.Name;
    }

    private static IEnumerable<(string Property, TypedConstant Value)> ConstructorArguments(AttributeData layer, CancellationToken cancellation)
    {
        var written = WrittenArguments(layer, cancellation).SelectMany(argument => Properties(layer, argument)).ToImmutableHashSet();
        var parameters = layer.AttributeConstructor?.Parameters ?? [];
        return parameters.Zip(layer.ConstructorArguments, (parameter, value) => (Properties: Properties(layer, parameter), Value: value))
            .SelectMany(argument => argument.Properties.Where(written.Contains).Select(property => (property, argument.Value)));
    }

    private static object? Value(TypedConstant constant, ImmutableArray<ExpressionSyntax> written, Substitution substitute) => constant.Kind switch
    {
        TypedConstantKind.Primitive => substitute(written.FirstOrDefault(), constant.Value) switch
        {
            float single => (double)single,
            (int or double or bool or string) and var value => value,
            _ => null,
        },
        TypedConstantKind.Enum => substitute(written.FirstOrDefault(), constant.Value) as int?,
        TypedConstantKind.Array when constant is { IsNull: false, Type: IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_String } } =>
            new EquatableArray<string>([.. constant.Values.Select((value, index) => substitute(written.ElementAtOrDefault(index), value.Value) as string ?? "")]),
        TypedConstantKind.Array when constant is { IsNull: false, Type: IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Int32 } } =>
            new EquatableArray<int>([.. constant.Values.Select((value, index) => substitute(written.ElementAtOrDefault(index), value.Value) as int? ?? 0)]),
        _ => null,
    };

    /// <summary>The expressions that set a property, element by element where they are written as an array.</summary>
    private static ImmutableArray<ExpressionSyntax> Expressions(AttributeData layer, string property, CancellationToken cancellation) =>
        [.. WrittenArguments(layer, cancellation).Where(argument => Properties(layer, argument).Contains(property)).SelectMany(Elements)];

    /// <summary>The elements of an argument that is an array, or the argument's expression.</summary>
    public static IEnumerable<ExpressionSyntax> Elements(AttributeArgumentSyntax argument) => argument.Expression switch
    {
        ArrayCreationExpressionSyntax { Initializer.Expressions: var elements } => [.. elements],
        ImplicitArrayCreationExpressionSyntax { Initializer.Expressions: var elements } => [.. elements],
        CollectionExpressionSyntax { Elements: var elements } => [.. elements.OfType<ExpressionElementSyntax>().Select(element => element.Expression)],
        var expression => [expression],
    };

    /// <summary>The arguments in the order written, positional and named.</summary>
    public static IEnumerable<AttributeArgumentSyntax> WrittenArguments(AttributeData layer, CancellationToken cancellation) =>
        layer.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax { ArgumentList.Arguments: var arguments } ? arguments : [];

    private static ImmutableArray<string> Properties(AttributeData layer, AttributeArgumentSyntax argument)
    {
        if (argument.NameEquals is { } property)
        {
            return [property.Name.Identifier.ValueText];
        }

        var parameters = layer.AttributeConstructor?.Parameters ?? [];
        var parameter = argument.NameColon is { } label
            ? parameters.FirstOrDefault(each => each.Name == label.Name.Identifier.ValueText)
            : At(parameters, ((AttributeArgumentListSyntax)argument.Parent!).Arguments.IndexOf(argument));
        return parameter is null ? [] : Properties(layer, parameter);
    }

    /// <summary>The parameter at a position; the last one takes all positions behind it where it is a <c>params</c> array.</summary>
    private static IParameterSymbol? At(ImmutableArray<IParameterSymbol> parameters, int position) =>
        position < parameters.Length ? parameters[position] : parameters.LastOrDefault(parameter => parameter.IsParams);

    /// <summary>The properties that hold a constructor's parameter: <c>outChannels</c> is OutChannels, <c>kernelSize</c> is KernelHeight and KernelWidth.</summary>
    private static ImmutableArray<string> Properties(AttributeData layer, IParameterSymbol parameter)
    {
        const string bothAxes = "Size";
        string property = char.ToUpperInvariant(parameter.Name[0]) + parameter.Name.Substring(1);
        if (!property.EndsWith(bothAxes, StringComparison.Ordinal) || !layer.AttributeClass!.GetMembers(property).IsEmpty)
        {
            return [property];
        }

        string stem = property.Substring(0, property.Length - bothAxes.Length);
        return [stem + "Height", stem + "Width"];
    }
}
