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
/// <param name="Layers">The layers in the order written, and those of blocks where the blocks are used, behind the entry that begins the instance.</param>
internal sealed record NetworkDeclaration(
    string Namespace,
    EquatableArray<string> ContainingTypes,
    string Accessibility,
    string Name,
    EquatableArray<int> InputShape,
    EquatableArray<LayerDeclaration> Layers)
{
    /// <summary>What <see cref="Error"/> says when C# reports it: an unknown layer, a missing or malformed argument.</summary>
    public const string LanguageError = "an error in its attributes";

    /// <summary>
    /// Why the layers cannot be compiled although the class is a network that members can be added to: the id of a diagnostic that was
    /// found on the symbols, or <see cref="LanguageError"/>. Null when the layers can be trusted.
    /// </summary>
    public string? Error { get; init; }

    /// <summary>The name of the assembly that is compiled.</summary>
    public string Assembly { get; init; } = "";

    /// <summary>What the network attribute says about weight decay, unchecked; null where it says nothing.</summary>
    public DecayScope? WeightDecay { get; init; }

    /// <summary>What the network attribute says about Winograd's minimal filtering.</summary>
    public bool Winograd { get; init; } = true;

    /// <summary>
    /// The name as reflection has it, <c>Company.Product.Models+FashionNet</c>, without the @ of escaped keywords: unique in a compilation
    /// and the stem of the hint names.
    /// </summary>
    public string FullName
    {
        get
        {
            string type = string.Join("+", ContainingTypes.Select(LastWord).Append(Name));
            return (Namespace.Length == 0 ? type : Namespace + "." + type).Replace("@", "");
        }
    }

    private static string LastWord(string header) => header.Substring(header.LastIndexOf(' ') + 1);
}

/// <summary>One layer attribute as written, or the beginning of a block's instance.</summary>
/// <param name="Kind">The attribute's name without its suffix, <c>Conv2d</c>, or the name of the block.</param>
/// <param name="Name">What the declaration says, or null.</param>
/// <param name="Arguments">Every argument that is written, constructor arguments under the name of the property that holds them.</param>
internal sealed record LayerDeclaration(string Kind, string? Name, EquatableArray<ArgumentDeclaration> Arguments)
{
    /// <summary>The <see cref="Parent"/> of what stands in the network itself.</summary>
    public const int Network = -1;

    /// <summary>The index of the entry that begins the instance which this is a part of, or <see cref="Network"/>.</summary>
    public int Parent { get; init; } = Network;

    /// <summary>Which instance begins here; null for a layer.</summary>
    public BlockInstance? Instance { get; init; }

    /// <summary>Whether the entry makes the value that it reads an output of the network, and computes nothing.</summary>
    public bool IsOutput => Kind == "Output" && Instance is null;
}

/// <summary>One of the instances that a use of a block makes.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Count">How many there are. With one, names do not have the number.</param>
internal sealed record BlockInstance(int Index, int Count);

/// <summary>One written argument.</summary>
/// <param name="Name">The property's name: <c>OutChannels</c>, <c>Padding</c>.</param>
/// <param name="Value">An <see cref="int"/>, <see cref="double"/>, <see cref="bool"/>, <see cref="string"/> or <see cref="EquatableArray{T}"/> of strings or ints.</param>
internal sealed record ArgumentDeclaration(string Name, object Value);
