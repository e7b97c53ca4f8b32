using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Declaration;

/// <summary>A block: a class with its layers, and the constants that are its parameters.</summary>
internal sealed record BlockDefinition(AttributedClass Class)
{
    public INamedTypeSymbol Type => Class.Type;

    /// <summary>The constants that a use can set, in the order declared.</summary>
    public ImmutableArray<IFieldSymbol> Parameters { get; } = [.. Class.Type.GetMembers().OfType<IFieldSymbol>().Where(IsParameter)];

    /// <summary>Whether C# itself has something to say about the block.</summary>
    public bool HasErrors => Class.HasErrors || Parameters.Any(parameter => !parameter.HasConstantValue);

    private static bool IsParameter(IFieldSymbol field) => field is
    {
        IsConst: true,
        Type.SpecialType: SpecialType.System_Int32 or SpecialType.System_Double or SpecialType.System_Boolean or SpecialType.System_String,
    };
}

/// <summary>A layer attribute that uses a block.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Type">What is named as the block.</param>
internal sealed record BlockUse(AttributeData Attribute, ITypeSymbol Type)
{
    private const string RepeatProperty = "Repeat";

    /// <summary>The use as messages call it: <c>Use&lt;Residual&gt;</c>.</summary>
    public string Text => $"Use<{Type.Name}>";

    /// <summary>The use that an attribute is, or null.</summary>
    public static BlockUse? Of(AttributeData layer) =>
        layer.AttributeClass is { Arity: 1 } attribute && AttributedClass.IsFromLibrary(attribute, "UseAttribute")
            ? new BlockUse(layer, attribute.TypeArguments[0])
            : null;

    /// <summary>How many instances are asked for.</summary>
    public static int RepeatOf(LayerDeclaration use) =>
        use.Arguments.FirstOrDefault(argument => argument.Name == RepeatProperty)?.Value as int? ?? 1;

    /// <summary>What remains of the use for one of its instances: the first one reads what the use says, each other the one before.</summary>
    public LayerDeclaration Instance(LayerDeclaration use, int index, int count) => use with
    {
        Kind = Type.Name,
        Arguments = index == 0 ? use.Arguments.Where(argument => argument.Name != RepeatProperty).ToImmutableArray() : [],
        Instance = new BlockInstance(index, count),
    };
}
