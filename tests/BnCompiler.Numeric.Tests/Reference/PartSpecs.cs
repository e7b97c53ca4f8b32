using System.Collections.Immutable;

namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>An entry of a declaration that computes nothing and has a name of its own.</summary>
internal abstract record PartSpec : LayerSpec
{
    public override string Render(string name)
    {
        string arguments = string.Join(", ", [$"\"{name}\"", .. Arguments(), .. From is null ? Array.Empty<string>() : [$"From = \"{From}\""]]);
        return $"{Kind}({arguments})";
    }
}

/// <summary>Another input of the network.</summary>
internal sealed record InputSpec(Extent Shape) : PartSpec
{
    public override string Stem => "side";

    public override bool ReadsNothing => true;

    public override Extent? Output(ImmutableArray<Extent> inputs) => Shape;

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceIdentity(name);

    public override IEnumerable<LayerSpec> Shrink() => Shape.Smaller().Select(shape => this with { Shape = shape });

    protected override IEnumerable<string> Arguments() => [$"{Shape}"];
}

/// <summary>Makes the value that it reads an output of the network.</summary>
internal sealed record OutputSpec : PartSpec
{
    public override string Stem => "tap";

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceIdentity(name);
}
