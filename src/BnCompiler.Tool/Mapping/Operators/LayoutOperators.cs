using System.Collections.Immutable;
using BnCompiler.Tool.Constants;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Lowering;
using BnCompiler.Tool.Semantics;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Mapping.Operators;

/// <summary>Operators that move elements or leave them where they are.</summary>
internal static class LayoutOperators
{
    private const double DefaultDropout = 0.5;

    public static void Identity(NodeMapping node) => node.Set(node.Signal(0));

    /// <summary>Between floating types, which a network computes as floats.</summary>
    public static void Cast(NodeMapping node) => CastTo(node, (TensorType)node.Node.Int("to", 0));

    public static void CastLike(NodeMapping node) => CastTo(
        node, node.HasInput(1) ? node.Known(1)?.Type ?? TensorType.Float : throw new UnsupportedException("lacks the value whose type it takes"));

    /// <summary>Nothing at inference, unless the node says that it trains; declared for training.</summary>
    public static void Dropout(NodeMapping node)
    {
        node.OnlyFirstOutput();
        bool trains = node.Opset < 7 ? node.Node.Int("is_test", 0) == 0 : node.Opset >= 12 && node.FindConstant(2, "the training mode") is { } mode && Flag(mode);
        if (trains && !(node.Opset >= 12 && node.FindConstant(1, "the ratio") is { Length: 1 } ratio && ratio.Number(0) == 0))
        {
            throw new UnsupportedException("drops values at random: it is in training mode");
        }

        double rate = node.Opset >= 12 ? node.Known(1) is { Length: 1 } known ? known.Number(0) : DefaultDropout : node.Node.Float("ratio", DefaultDropout);
        node.Set(rate is > 0 and < 1 ? node.Stack.ApplyTo(node.Signal(0), "Dropout", rate == DefaultDropout ? [] : [Code.Single(rate)]) : node.Signal(0));
    }

    public static void Reshape(NodeMapping node) => Resize(node, sizes => ShapeSemantics.Reshape(node, sizes));

    public static void Flatten(NodeMapping node) => Resize(node, sizes => ShapeSemantics.Flatten(node, sizes));

    public static void Squeeze(NodeMapping node) => Resize(node, sizes => ShapeSemantics.Squeeze(node, sizes));

    public static void Unsqueeze(NodeMapping node) => Resize(node, sizes => ShapeSemantics.Unsqueeze(node, sizes));

    public static void Transpose(NodeMapping node)
    {
        var signal = node.Signal(0);
        var permutation = ShapeSemantics.Permutation(node, node.ModelSizes(signal).Length);
        if (node.IsBatched && permutation[0] != 0)
        {
            throw new UnsupportedException($"moves axis 0, which is the batch: perm {Sizes.Text(permutation)}");
        }

        node.Set(node.Stack.Permute(signal, node.IsBatched ? node.SampleAxes(permutation.Skip(1)) : permutation));
    }

    public static void Expand(NodeMapping node)
    {
        var signal = node.Signal(0);
        var sizes = node.SampleSizes(ShapeSemantics.Expand(node, node.ModelSizes(signal)));
        node.Set(node.Stack.Expand(signal, sizes));
    }

    public static void Tile(NodeMapping node)
    {
        var signal = node.Signal(0);
        int rank = node.ModelSizes(signal).Length;
        var repeats = node.FindList(1, "the repeats") ?? throw new UnsupportedException("lacks the repeats");
        if (repeats.Length != rank || repeats.Any(times => times is < 1 or > int.MaxValue))
        {
            throw new UnsupportedException($"has repeats [{string.Join(", ", repeats)}] for a value of rank {rank}");
        }

        for (int axis = 0; axis < rank; axis++)
        {
            signal = repeats[axis] == 1 ? signal : node.Stack.Repeat(signal, node.SampleAxis(axis), (int)repeats[axis]);
        }

        node.Set(signal);
    }

    public static void DepthToSpace(NodeMapping node)
    {
        var signal = node.Image(0);
        int block = Block(node);
        if (signal.Sizes is not [int channels, int height, int width] || channels % (block * block) != 0)
        {
            throw new UnsupportedException($"takes blocks of {block} from {Sizes.Text(signal.Sizes)}");
        }

        int left = channels / (block * block);
        var moved = node.Node.Text("mode", "DCR") switch
        {
            "DCR" => node.Stack.Permute(signal.WithSizes([block, block, left, height, width]), [2, 3, 0, 4, 1]),
            "CRD" => node.Stack.Permute(signal.WithSizes([left, block, block, height, width]), [0, 3, 1, 4, 2]),
            string other => throw new UnsupportedException($"has mode '{other}'; expected 'DCR' or 'CRD'"),
        };
        node.SetImage(moved.WithSizes([left, height * block, width * block]));
    }

    public static void SpaceToDepth(NodeMapping node)
    {
        var signal = node.Image(0);
        int block = Block(node);
        if (signal.Sizes is not [int channels, int height, int width] || height % block != 0 || width % block != 0)
        {
            throw new UnsupportedException($"takes blocks of {block} from {Sizes.Text(signal.Sizes)}");
        }

        var moved = node.Stack.Permute(signal.WithSizes([channels, height / block, block, width / block, block]), [2, 4, 0, 1, 3]);
        node.SetImage(moved.WithSizes([channels * block * block, height / block, width / block]));
    }

    /// <summary>Sizes are known at import.</summary>
    public static void Shape(NodeMapping node) => node.Set(ConstantSources.Shape(node, node.ModelSizes(node.Signal(0))));

    public static void Size(NodeMapping node) => node.Set(Tensor.OfIntegers([], [Sizes.Product(node.ModelSizes(node.Signal(0)))]));

    private static void Resize(NodeMapping node, Func<ImmutableArray<int>, ImmutableArray<int>> resize)
    {
        var signal = node.Signal(0);
        node.Set(signal.WithSizes(node.SampleSizes(resize(node.ModelSizes(signal)))));
    }

    private static void CastTo(NodeMapping node, TensorType type) => node.Set(type.IsFloating()
        ? node.Signal(0)
        : throw new UnsupportedException($"casts to {type.Text()}; a network's values are floats"));

    private static bool Flag(Tensor tensor) => tensor.Length == 1 && tensor.Type == TensorType.Bool
        ? tensor.Integer(0) != 0
        : throw new UnsupportedException($"has a training mode of {tensor.Type.Text()} and sizes {Sizes.Text(tensor.Sizes)}; expected one boolean");

    private static int Block(NodeMapping node)
    {
        long block = node.Node.Int("blocksize", 0);
        return block is > 0 and < 32768 ? (int)block : throw new UnsupportedException($"has blocksize {block}");
    }
}
