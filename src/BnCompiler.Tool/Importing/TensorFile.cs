using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Importing;

/// <summary>Reads files that hold one tensor.</summary>
internal static class TensorFile
{
    /// <summary>The tensor, and the name that it has in the file; "" where it has none.</summary>
    /// <param name="path">An NPY file, or a serialised TensorProto.</param>
    /// <exception cref="OnnxException">It is neither.</exception>
    /// <exception cref="InvalidDataException">It is a damaged NPY file.</exception>
    public static (string Name, Tensor Tensor) Read(string path)
    {
        if (Path.GetExtension(path) != ".npy")
        {
            return OnnxReader.ReadTensor(path);
        }

        var array = NpyFile.Read(path);
        return ("", array.ElementType switch
        {
            ElementType.Single => Tensor.OfSingles(array.Shape, array.ToSingles()),
            ElementType.Double => Tensor.OfDoubles(array.Shape, array.ToDoubles()),
            _ => Tensor.OfIntegers(array.Shape, [.. array.ToDoubles().Select(value => (long)value)]),
        });
    }
}
