using System.Collections.Frozen;
using System.Collections.Immutable;
using BnCompiler.Tool.Mapping.Operators;

namespace BnCompiler.Tool.Mapping;

/// <summary>Every operator that can be brought into declarations, one line each.</summary>
internal static class OperatorCatalog
{
    private static readonly ImmutableArray<string> Window = ["kernel_shape", "strides", "pads", "dilations", "auto_pad"];

    private static readonly ImmutableArray<string> Reduction = ["axes", "keepdims", "noop_with_empty_axes"];

    private static readonly ImmutableArray<string> Broadcast = ["axis", "broadcast"];

    public static ImmutableArray<OperatorKind> Kinds { get; } =
    [
        new("Conv", [.. Window, "group"], ConvolutionOperators.Conv),
        new("ConvTranspose", [.. Window, "group", "output_padding", "output_shape"], ConvolutionOperators.ConvTranspose),
        new("Gemm", ["alpha", "beta", "transA", "transB", "broadcast"], MatrixOperators.Gemm),
        new("MatMul", [], MatrixOperators.MatMul),
        new("BatchNormalization", ["epsilon", "momentum", "is_test", "spatial", "training_mode", "consumed_inputs"], NormalizationOperators.BatchNormalization) { MixesTypes = true },
        new("InstanceNormalization", ["epsilon", "consumed_inputs"], NormalizationOperators.InstanceNormalization),
        new("LayerNormalization", ["axis", "epsilon", "stash_type"], NormalizationOperators.LayerNormalization),
        new("GroupNormalization", ["epsilon", "num_groups", "stash_type"], NormalizationOperators.GroupNormalization),
        new("MaxPool", [.. Window, "ceil_mode", "storage_order"], PoolingOperators.MaxPool),
        new("AveragePool", [.. Window, "ceil_mode", "count_include_pad"], PoolingOperators.AveragePool),
        new("GlobalAveragePool", [], PoolingOperators.GlobalAveragePool),
        new("GlobalMaxPool", [], PoolingOperators.GlobalMaxPool),
        new("Relu", ["consumed_inputs"], ActivationOperators.Relu),
        new("LeakyRelu", ["alpha", "consumed_inputs"], ActivationOperators.LeakyRelu),
        new("PRelu", ["consumed_inputs"], ActivationOperators.PRelu),
        new("Elu", ["alpha", "consumed_inputs"], ActivationOperators.Elu),
        new("Selu", ["alpha", "gamma", "consumed_inputs"], ActivationOperators.Selu),
        new("Celu", ["alpha"], ActivationOperators.Celu),
        new("Gelu", ["approximate"], ActivationOperators.Gelu),
        new("com.microsoft.Gelu", [], ActivationOperators.Gelu),
        new("com.microsoft.BiasGelu", [], ActivationOperators.BiasGelu),
        new("com.microsoft.FastGelu", [], ActivationOperators.FastGelu),
        new("com.microsoft.QuickGelu", ["alpha"], ActivationOperators.QuickGelu),
        new("Sigmoid", ["consumed_inputs"], ActivationOperators.Sigmoid),
        new("Tanh", ["consumed_inputs"], ActivationOperators.Tanh),
        new("HardSigmoid", ["alpha", "beta", "consumed_inputs"], ActivationOperators.HardSigmoid),
        new("HardSwish", [], ActivationOperators.HardSwish),
        new("Swish", ["alpha"], ActivationOperators.Swish),
        new("Mish", [], ActivationOperators.Mish),
        new("Softplus", [], ActivationOperators.Softplus),
        new("Clip", ["min", "max", "consumed_inputs"], ActivationOperators.Clip),
        new("Softmax", ["axis"], ActivationOperators.Softmax),
        new("LogSoftmax", ["axis"], ActivationOperators.LogSoftmax),
        new("Abs", ["consumed_inputs"], ArithmeticOperators.Abs),
        new("Neg", ["consumed_inputs"], ArithmeticOperators.Neg),
        new("Exp", ["consumed_inputs"], ArithmeticOperators.Exp),
        new("Add", [.. Broadcast, "consumed_inputs"], ArithmeticOperators.Add),
        new("Sub", [.. Broadcast, "consumed_inputs"], ArithmeticOperators.Sub),
        new("Mul", [.. Broadcast, "consumed_inputs"], ArithmeticOperators.Mul),
        new("Div", [.. Broadcast, "consumed_inputs"], ArithmeticOperators.Div),
        new("Pow", Broadcast, ArithmeticOperators.Pow) { MixesTypes = true },
        new("Sum", ["consumed_inputs"], ArithmeticOperators.Sum),
        new("Mean", ["consumed_inputs"], ArithmeticOperators.Mean),
        new("Max", ["consumed_inputs"], ArithmeticOperators.Max),
        new("Min", ["consumed_inputs"], ArithmeticOperators.Min),
        new("ReduceMean", Reduction, ReductionOperators.ReduceMean),
        new("ReduceSum", Reduction, ReductionOperators.ReduceSum),
        new("ReduceMax", Reduction, ReductionOperators.ReduceMax),
        new("ReduceMin", Reduction, ReductionOperators.ReduceMin),
        new("ReduceL1", Reduction, ReductionOperators.ReduceL1),
        new("ReduceLogSumExp", Reduction, ReductionOperators.ReduceLogSumExp),
        new("ReduceSumSquare", Reduction, ReductionOperators.ReduceSumSquare),
        new("Identity", [], LayoutOperators.Identity),
        new("Cast", ["to", "saturate"], LayoutOperators.Cast),
        new("CastLike", ["saturate"], LayoutOperators.CastLike) { MixesTypes = true },
        new("Dropout", ["ratio", "is_test", "seed", "consumed_inputs"], LayoutOperators.Dropout) { MixesTypes = true },
        new("Reshape", ["shape", "allowzero", "consumed_inputs"], LayoutOperators.Reshape),
        new("Flatten", ["axis"], LayoutOperators.Flatten),
        new("Squeeze", ["axes"], LayoutOperators.Squeeze),
        new("Unsqueeze", ["axes"], LayoutOperators.Unsqueeze),
        new("Transpose", ["perm"], LayoutOperators.Transpose),
        new("Expand", [], LayoutOperators.Expand),
        new("Tile", [], LayoutOperators.Tile),
        new("DepthToSpace", ["blocksize", "mode"], LayoutOperators.DepthToSpace),
        new("SpaceToDepth", ["blocksize"], LayoutOperators.SpaceToDepth),
        new("Concat", ["axis"], SelectionOperators.Concat),
        new("Slice", ["starts", "ends", "axes"], SelectionOperators.Slice),
        new("Split", ["axis", "split", "num_outputs"], SelectionOperators.Split),
        new("Gather", ["axis"], SelectionOperators.Gather),
        new("Pad", ["mode", "pads", "value"], PadOperator.Pad),
        new("Upsample", ["mode", "scales"], ResizeOperators.Upsample) { MixesTypes = true },
        new(
            "Resize",
            ["mode", "coordinate_transformation_mode", "nearest_mode", "cubic_coeff_a", "exclude_outside", "extrapolation_value", "antialias", "axes", "keep_aspect_ratio_policy"],
            ResizeOperators.Resize) { MixesTypes = true },
        new("Shape", ["start", "end"], LayoutOperators.Shape),
        new("Size", [], LayoutOperators.Size),
    ];

    private static readonly FrozenDictionary<string, OperatorKind> ByName = Kinds.ToFrozenDictionary(kind => kind.Name);

    public static OperatorKind? Find(string name) => ByName.GetValueOrDefault(name);
}
