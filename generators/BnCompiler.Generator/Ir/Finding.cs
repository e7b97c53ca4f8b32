using System.Collections.Immutable;

namespace BnCompiler.Generator.Ir;

/// <summary>Something to tell the user about a declaration. Where it is shown and how severe it is, the diagnostics decide from its id.</summary>
/// <param name="Id">The diagnostic's id: <c>BN0007</c>.</param>
/// <param name="Layer">Index of the layer in the declaration, or −1 for the network itself.</param>
/// <param name="Argument">The property it is about, to place it at that argument; null for the whole attribute. <c>Others[1]</c> is the second of several.</param>
/// <param name="Arguments">What goes into the placeholders of the diagnostic's message.</param>
internal sealed record Finding(string Id, int Layer, string? Argument, ImmutableArray<string> Arguments);
