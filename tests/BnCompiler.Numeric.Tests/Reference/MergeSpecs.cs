using System.Collections.Immutable;

namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>A layer that reads the current value and the named ones.</summary>
internal abstract record MergeSpec(ImmutableArray<string> Names) : LayerSpec
{
    public override ImmutableArray<string> Others => Names;

    public override LayerSpec ReadingOthers(ImmutableArray<string> names) => this with { Names = names };

    protected override IEnumerable<string> Arguments() => Names.Select(name => $"\"{name}\"");
}

internal sealed record AddSpec(params ImmutableArray<string> Names) : MergeSpec(Names)
{
    public override string Stem => "add";

    public override Extent? Output(ImmutableArray<Extent> inputs) => inputs.All(input => input == inputs[0]) ? inputs[0] : null;

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceAdd(name);
}

internal sealed record ConcatSpec(params ImmutableArray<string> Names) : MergeSpec(Names)
{
    public override string Stem => "concat";

    public override Extent? Output(ImmutableArray<Extent> inputs) =>
        inputs.All(input => input with { Channels = 0 } == inputs[0] with { Channels = 0 })
            ? inputs[0] with { Channels = inputs.Sum(input => input.Channels) }
            : null;

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceConcat(name);
}

internal sealed record MultiplySpec(params ImmutableArray<string> Names) : MergeSpec(Names)
{
    public override string Stem => "multiply";

    public override Extent? Output(ImmutableArray<Extent> inputs)
    {
        var image = inputs.OrderByDescending(input => input.Positions).ThenByDescending(input => input.IsImage).First();
        return inputs.All(input => input == image || (input.Positions == 1 && input.Channels == image.Channels)) ? image : null;
    }

    public override ReferenceLayer Build(string name, Extent input) => new ReferenceMultiply(name);
}
