using System.Collections.Immutable;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Inspecting;

/// <summary>The tensors of a safetensors file.</summary>
internal static class TensorTable
{
    /// <summary>A row for each tensor in the order of their bytes.</summary>
    /// <exception cref="SafeTensorsException">The file breaks the format's rules.</exception>
    public static Table Read(string path)
    {
        using var file = SafeTensorsFile.Open(path);
        string metadata = string.Concat(file.Metadata.Select(text => $"; {text.Key}: {text.Value}"));
        return new Table(
            $"{file.Tensors.Length} tensors, {file.Tensors.Sum(tensor => tensor.Length)} values{metadata}",
            ["Name", "Type", "Sizes", "Bytes"],
            [.. file.Tensors.Select(tensor => (ImmutableArray<string>)[tensor.Name, $"{tensor.DataType}", Sizes.Text(tensor.Shape.Select(size => (int)size)), $"{tensor.End - tensor.Begin}"])]);
    }
}
