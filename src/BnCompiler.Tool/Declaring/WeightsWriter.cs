using System.Collections.Immutable;

namespace BnCompiler.Tool.Declaring;

/// <summary>The parameters of a declaration as tensors of a safetensors file, under the names that the compiled network gives them.</summary>
internal static class WeightsWriter
{
    public static ImmutableArray<SafeTensor> Tensors(Declaration declaration) => [.. Tensors(declaration.Layers, declaration.Names, "")];

    /// <param name="path">What stands in front of the names: the use of a block and a dot.</param>
    private static IEnumerable<SafeTensor> Tensors(ImmutableArray<DeclaredLayer> layers, ImmutableArray<string> names, string path) =>
        layers.SelectMany((layer, index) => layer.Use is { } use
            ? use.Instances.SelectMany((instance, number) => Tensors(instance, use.Block.Names, $"{path}{names[index]}.{(use.Instances.Length > 1 ? $"{number}." : "")}"))
            : layer.Parameters.Select(parameter => new SafeTensor($"{path}{names[index]}.{parameter.Role}", parameter.Sizes, parameter.Values)));
}
