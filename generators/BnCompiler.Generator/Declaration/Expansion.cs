using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Declaration;

/// <summary>The layers of a class with those of the blocks that it uses, and where each was written.</summary>
/// <param name="Layers">The entries of the declaration.</param>
/// <param name="Problems">What is wrong with uses and blocks.</param>
/// <param name="HasErrors">Whether C# itself has something to say about a block that is used.</param>
internal sealed record Expansion(ImmutableArray<ExpandedLayer> Layers, ImmutableArray<DeclarationProblem> Problems, bool HasErrors);

/// <summary>An entry of a declaration with its attributes.</summary>
/// <param name="Attribute">The attribute, in the network or in the definition of a block.</param>
/// <param name="Use">For what is inside a block: the use in the network that leads there.</param>
internal sealed record ExpandedLayer(LayerDeclaration Declaration, AttributeData Attribute, AttributeData? Use);

/// <summary>Something that is wrong with a declaration before it is a record.</summary>
/// <param name="Id">The diagnostic's id.</param>
/// <param name="Locations">Where it is reported.</param>
/// <param name="Arguments">What goes into the placeholders of the diagnostic's message.</param>
internal sealed record DeclarationProblem(string Id, ImmutableArray<Location> Locations, ImmutableArray<string> Arguments);
