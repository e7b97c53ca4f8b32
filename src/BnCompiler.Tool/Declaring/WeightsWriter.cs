using System.Collections.Immutable;

namespace BnCompiler.Tool.Declaring;

/// <summary>The parameters of a declaration as tensors of a safetensors file, under the names that the compiled network gives them.</summary>
internal static class WeightsWriter
{
    public static ImmutableArray<SafeTensor> Tensors(Declaration declaration) =>
    [
        .. from index in Enumerable.Range(0, declaration.Layers.Length)
           from parameter in declaration.Layers[index].Parameters
           select new SafeTensor($"{declaration.Names[index]}.{parameter.Role}", parameter.Sizes, parameter.Values),
    ];
}
