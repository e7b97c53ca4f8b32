using System.Collections.Immutable;
using System.Globalization;
using BnCompiler.Generator.Declaration;
using BnCompiler.Tool.Compiling;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Tool.Reading;

/// <summary>
/// Collects a network and the blocks that it uses from metadata, where arguments of attributes are values: those that a block's layers have with the defaults of its
/// parameters. A block that is used with other values cannot be read, because nothing says which arguments depend on them.
/// </summary>
internal sealed class UsedClasses
{
    private const string Remedy = "give the C# files of the network and its blocks with --source instead of the assembly";

    private readonly List<AttributedClass> _found = [];

    /// <summary>The network and its blocks, each once.</summary>
    /// <exception cref="DeclarationException">Metadata does not have all of the declaration.</exception>
    public static ImmutableArray<AttributedClass> Of(AttributedClass network)
    {
        var classes = new UsedClasses();
        classes.Add(network);
        return [.. classes._found];
    }

    private void Add(AttributedClass attributed)
    {
        _found.Add(attributed);
        if (attributed.Type.GetAttributes().FirstOrDefault(IsUnknown) is { } unknown)
        {
            throw new DeclarationException(
                $"The class '{DeclaredNetworks.FullName(attributed.Type)}' has the attribute '{unknown.AttributeClass}', which this version of BnCompiler does not have; use the tool of the version that the assembly was compiled with.");
        }

        foreach (var use in attributed.Layers.Select(BlockUse.Of).OfType<BlockUse>())
        {
            var block = Definition(use);
            CheckArguments(use, block);
            if (!_found.Exists(known => SymbolEqualityComparer.Default.Equals(known.Type, block.Type)))
            {
                Add(block.Class);
            }
        }
    }

    /// <summary>Attributes of other libraries say nothing about a network, whether they are found or not.</summary>
    private static bool IsUnknown(AttributeData attribute) => AttributedClass.IsMalformed(attribute)
        && attribute.AttributeClass is { } type && AttributedClass.IsFromLibrary(type, type.Name);

    private static BlockDefinition Definition(BlockUse use) => use.Type is INamedTypeSymbol { IsGenericType: false } block
        ? new BlockDefinition(AttributedClass.Of(block))
        : throw new DeclarationException($"The block '{use.Type.Name}' is no class without type parameters, and others are not read from assemblies; {Remedy}.");

    private static void CheckArguments(BlockUse use, BlockDefinition block)
    {
        foreach (var (value, parameter) in use.Attribute.ConstructorArguments[0].Values.Zip(block.Parameters))
        {
            if (!IsDefault(value.Value, parameter.ConstantValue))
            {
                throw new DeclarationException(
                    $"The block '{DeclaredNetworks.FullName(block.Type)}' is used with {parameter.Name} = {ConstantText.Of(value)}, but an assembly has its layers for the default "
                    + $"{parameter.Name} = {ConstantText.OfPrimitive(parameter.ConstantValue)} only; {Remedy}.");
            }
        }
    }

    private static bool IsDefault(object? value, object? defaultValue) =>
        Equals(value, defaultValue) || (value is int or float && defaultValue is double number && number.Equals(Convert.ToDouble(value, CultureInfo.InvariantCulture)));
}
