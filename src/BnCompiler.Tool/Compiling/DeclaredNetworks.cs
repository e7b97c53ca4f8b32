using BnCompiler.Generator.Declaration;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Tool.Compiling;

/// <summary>The classes of an assembly that declare networks.</summary>
internal static class DeclaredNetworks
{
    /// <summary>The class that declares a network.</summary>
    /// <param name="name">The class, with or without its namespace; null where there is one network only.</param>
    /// <exception cref="DeclarationException">It is not declared once.</exception>
    public static AttributedClass Find(IAssemblySymbol assembly, string? name)
    {
        AttributedClass[] networks = [.. Types(assembly.GlobalNamespace).Select(AttributedClass.Of).Where(attributed => attributed.Network is not null)];
        AttributedClass[] matching = [.. networks.Where(network => name is null || network.Type.Name == name || FullName(network.Type) == name)];
        return matching is [var only]
            ? only
            : throw new DeclarationException(
                $"{(name is null ? "A network" : $"The network '{name}'")} is declared {matching.Length} times; expected once, and there are [{string.Join(", ", networks.Select(each => FullName(each.Type)))}].");
    }

    /// <summary>The name as reflection has it.</summary>
    public static string FullName(INamedTypeSymbol type)
    {
        string space = ClassForm.Namespace(type).Replace("@", "", StringComparison.Ordinal);
        string name = string.Join("+", ClassForm.ContainingTypes(type).Append(type).Select(each => each.Name));
        return space.Length == 0 ? name : $"{space}.{name}";
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) => container.GetMembers().SelectMany(member => member switch
    {
        INamedTypeSymbol type => Types(type).Prepend(type),
        INamespaceSymbol space => Types(space),
        _ => [],
    });
}
