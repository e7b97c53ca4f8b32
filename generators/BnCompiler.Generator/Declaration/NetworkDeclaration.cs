using System.Collections.Immutable;

namespace BnCompiler.Generator.Declaration;

/// <summary>
/// Everything the compiler needs to know about one annotated class. It holds no Roslyn symbol and no location, so an
/// edit that leaves the declaration as it was leaves every later stage cached.
/// </summary>
/// <param name="Namespace">The namespace, or the empty string for the global one.</param>
/// <param name="ContainingTypes">Headers of the types around the class, outermost first: <c>partial class Models</c>.</param>
/// <param name="Accessibility">The accessibility keyword(s) of the class: <c>public</c>, <c>internal</c>, <c>private protected</c> …</param>
/// <param name="Name">The name of the class.</param>
/// <param name="InputShape">What the network attribute says, unchecked.</param>
/// <param name="Layers">The layers in the order written.</param>
internal sealed record NetworkDeclaration(
    string Namespace,
    EquatableArray<string> ContainingTypes,
    string Accessibility,
    string Name,
    EquatableArray<int> InputShape,
    EquatableArray<LayerDeclaration> Layers)
{
    /// <summary>The name with its containing types and namespace, separated by dots: unique in a compilation and the stem of the hint names.</summary>
    public string FullName =>
        string.Join(".", new[] { Namespace }.Concat(ContainingTypes.Select(LastWord)).Append(Name).Where(part => part.Length > 0));

    private static string LastWord(string header) => header.Substring(header.LastIndexOf(' ') + 1);
}

/// <summary>One layer attribute as written.</summary>
/// <param name="Kind">The attribute's name without its suffix: <c>Conv2d</c>.</param>
/// <param name="Name">What the declaration says, or null.</param>
/// <param name="Arguments">Every argument that is written, constructor arguments under the name of the property that holds them.</param>
internal sealed record LayerDeclaration(string Kind, string? Name, EquatableArray<ArgumentDeclaration> Arguments);

/// <summary>One written argument.</summary>
/// <param name="Name">The property's name: <c>OutChannels</c>, <c>Padding</c>.</param>
/// <param name="Value">An <see cref="int"/>, <see cref="double"/>, <see cref="bool"/> or <see cref="string"/>.</param>
internal sealed record ArgumentDeclaration(string Name, object Value);
