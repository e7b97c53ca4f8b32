using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Declaration;

/// <summary>Where the expansion of a class stands: in the class itself or in an instance of a block.</summary>
/// <param name="Constants">What the block's parameters are, or null in a network, whose arguments are what C# says.</param>
/// <param name="Use">The use in the expanded class that leads here, or null in that class itself.</param>
/// <param name="Parent">The entry that begins the instance.</param>
/// <param name="Blocks">The blocks that are open, outermost first.</param>
internal sealed record Frame(ConstantEvaluator? Constants, AttributeData? Use, int Parent, ImmutableArray<INamedTypeSymbol> Blocks)
{
    public Location? UseLocation(CancellationToken cancellation) => Use is null ? null : DeclarationLocator.Attribute(Use, cancellation);
}
