using System.Collections.Immutable;

namespace BnCompiler.Tool.Declaring;

/// <summary>One layer of a declaration. Layers are known by their place in it; inputs of the network are the first ones.</summary>
/// <param name="Kind">The attribute's name without its suffix; <see cref="InputKind"/> for an input.</param>
/// <param name="Inputs">The layers whose values it reads: the current one, then the others.</param>
/// <param name="Shape">The shape of its value: features, channels and length, or channels, height and width.</param>
internal sealed record DeclaredLayer(string Kind, ImmutableArray<int> Inputs, ImmutableArray<int> Shape)
{
    public const string InputKind = "Input";

    public const string UseKind = "Use";

    /// <summary>Arguments without names, as C# text; those that are names of layers follow from <see cref="Inputs"/>.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Arguments with names, as C# text: <c>Stride = 2</c>.</summary>
    public ImmutableArray<string> Options { get; init; } = [];

    public ImmutableArray<DeclaredParameter> Parameters { get; init; } = [];

    /// <summary>What the model calls it; null where that says nothing.</summary>
    public string? ModelName { get; init; }

    /// <summary>The instance of a block that it is, or null.</summary>
    public BlockUse? Use { get; init; }

    public bool IsView => Kind is "Reshape" or "Flatten";

    public bool Has(string role) => Parameters.Any(parameter => parameter.Role == role);
}

/// <summary>The values of a parameter.</summary>
/// <param name="Role">Its name behind the layer's: <c>weight</c>.</param>
internal sealed record DeclaredParameter(string Role, ImmutableArray<int> Sizes, float[] Values);

/// <summary>An output of the network.</summary>
/// <param name="Layer">The layer whose value it is.</param>
/// <param name="Sizes">Its sizes in the model, without the batch.</param>
internal sealed record DeclaredOutput(string Name, int Layer, ImmutableArray<int> Sizes);
