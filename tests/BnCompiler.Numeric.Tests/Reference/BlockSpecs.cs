using System.Collections.Immutable;

namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>A block to be declared, with a constant for the outputs of some of its layers.</summary>
/// <param name="Name">The name of its class.</param>
/// <param name="Width">The constant's default; layers of as many outputs have the constant in its place. Null where there is none.</param>
internal sealed record BlockSpec(string Name, int? Width, params ImmutableArray<LayerSpec> Layers)
{
    private const string Constant = "Channels";

    /// <summary>The layers with another value of the constant.</summary>
    public ImmutableArray<LayerSpec> Of(int? width) =>
        [.. Layers.Select(layer => width is { } outputs && layer.Outputs == Width ? layer.WithOutputs(outputs) : layer)];

    /// <summary>The declaration as a user writes it.</summary>
    public string Render() =>
        $$"""
        [Block, {{string.Join(", ", Layers.Select(Render))}}]
        internal sealed class {{Name}} { {{(Width is null ? "" : $"public const int {Constant} = {Width};")}} }

        """;

    private string Render(LayerSpec layer) => layer.Outputs is { } outputs && outputs == Width ? layer.RenderWithOutputs(Constant) : layer.Render();
}

/// <summary>The layers of a block, once or several times.</summary>
/// <param name="Width">The value of the block's constant; it is an argument where it is not the default.</param>
internal sealed record UseSpec(BlockSpec Block, int? Width, int Repeat = 1) : LayerSpec
{
    public override string Stem => char.ToLowerInvariant(Block.Name[0]) + Block.Name[1..];

    /// <summary>The layers of one instance.</summary>
    public ImmutableArray<LayerSpec> Layers => Block.Of(Width);

    protected override string Kind => $"Use<{Block.Name}>";

    public override Extent? Output(Extent input)
    {
        Extent? value = input;
        for (int i = 0; i < Repeat && value is { } read; i++)
        {
            value = Instance(read).Shapes() is { } shapes ? shapes[^1] : null;
        }

        return value;
    }

    public override ReferenceLayer Build(string name, Extent input)
    {
        var instances = new List<ReferenceNetwork>();
        for (int i = 0; i < Repeat; i++)
        {
            var spec = Instance(input);
            instances.Add(new ReferenceNetwork(spec, Repeat == 1 ? $"{name}." : $"{name}.{i}."));
            input = spec.Shapes()!.Value[^1];
        }

        return new ReferenceBlock(name, instances);
    }

    public override IEnumerable<(string Name, LayerSpec Layer, Extent Output)> Innermost(string name, ImmutableArray<Extent> inputs)
    {
        var input = inputs[0];
        for (int i = 0; i < Repeat; i++)
        {
            var spec = Instance(input);
            foreach (var inner in spec.Innermost())
            {
                yield return inner with { Name = Repeat == 1 ? $"{name}.{inner.Name}" : $"{name}.{i}.{inner.Name}" };
            }

            input = spec.Shapes()!.Value[^1];
        }
    }

    public override IEnumerable<LayerSpec> Shrink() => Repeat == 1 ? [] : [this with { Repeat = 1 }];

    protected override IEnumerable<string> Arguments()
    {
        if (Width != Block.Width)
        {
            yield return $"{Width}";
        }

        if (Repeat > 1)
        {
            yield return $"Repeat = {Repeat}";
        }
    }

    private NetSpec Instance(Extent input) => new(input, Layers);
}
