using System.Collections.Immutable;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Declaring;

/// <summary>The layers of a declaration while it is written, in order.</summary>
internal sealed class LayerStack
{
    private readonly List<DeclaredLayer> _layers = [];
    private readonly Dictionary<(int Layer, string Shape), Value> _views = [];

    public IReadOnlyList<DeclaredLayer> Layers => _layers;

    /// <summary>What the model calls the node that is being mapped.</summary>
    public string? ModelName { get; set; }

    public DeclaredLayer this[Value value] => _layers[value.Layer];

    public Value Add(DeclaredLayer layer)
    {
        if (Sizes.Product(layer.Shape) is <= 0 or > 1 << 30)
        {
            throw new UnsupportedException($"has a value of shape {Sizes.Text(layer.Shape)}; expected 1 to 2^30 elements");
        }

        _layers.Add(layer with { ModelName = layer.ModelName ?? (layer.Parameters.IsEmpty ? null : ModelName) });
        return new Value(_layers.Count - 1, layer.Shape);
    }

    /// <summary>A layer with one input and no weights.</summary>
    public Value Add(string kind, Value input, ImmutableArray<int> shape, ImmutableArray<string> arguments, params ImmutableArray<string> options) =>
        Add(new DeclaredLayer(kind, [input.Layer], shape) { Arguments = arguments, Options = options });

    /// <summary>Puts another layer in the place of one that nothing has read yet.</summary>
    public Value Replace(Value value, DeclaredLayer layer)
    {
        _layers[value.Layer] = layer;
        return value;
    }

    /// <summary>The same elements under another shape.</summary>
    public Value View(Value value, params ImmutableArray<int> shape)
    {
        var source = this[value].IsView ? new Value(this[value].Inputs[0], _layers[this[value].Inputs[0]].Shape) : value;
        if (source.Shape.SequenceEqual(shape))
        {
            return source;
        }

        var key = (source.Layer, Sizes.Text(shape));
        if (!_views.TryGetValue(key, out var view))
        {
            view = shape.Length == 1 ? Add("Flatten", source, shape, []) : Add("Reshape", source, shape, [.. shape.Select(size => $"{size}")]);
            _views.Add(key, view);
        }

        return view;
    }

    /// <summary>A value in the shape that a declaration has for its sizes: up to three of them as they are.</summary>
    public Value Natural(Signal signal)
    {
        var sizes = signal.Sizes;
        return sizes.Length switch
        {
            0 => View(signal.Value, 1),
            <= 3 => View(signal.Value, sizes),
            _ => View(signal.Value, NaturalShape(sizes)),
        };
    }

    /// <summary>Sizes with those in front of the last two taken together.</summary>
    public static ImmutableArray<int> NaturalShape(ImmutableArray<int> sizes) => sizes.Length switch
    {
        0 => [1],
        <= 3 => sizes,
        _ => [(int)Sizes.Product(sizes.SkipLast(2)), sizes[^2], sizes[^1]],
    };
}
