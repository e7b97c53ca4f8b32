using System.Collections.Immutable;
using BnCompiler.Tool.Importing;
using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Conformance;

/// <summary>Values for a model's inputs, and what its outputs then are.</summary>
/// <param name="Outputs">By output; null where nothing is expected.</param>
internal sealed record DataSet(ImmutableDictionary<string, Tensor> Inputs, ImmutableDictionary<string, Tensor>? Outputs)
{
    private const int OpenSize = 4;

    private const int MostValues = 1 << 24;

    /// <summary>Reads the files of a set.</summary>
    /// <exception cref="OnnxException">A file holds no tensor, or there are more of them than the model has inputs or outputs.</exception>
    public static DataSet Read(DataSetFiles files, OnnxGraph graph)
    {
        string[] open = [.. graph.OpenInputs.Select(input => input.Name)];
        string[] all = [.. graph.Inputs.Select(input => input.Name)];
        var inputs = Match(files.Inputs, files.Inputs.Length <= open.Length ? open : all);
        var outputs = Match(files.Outputs, [.. graph.Outputs.Select(output => output.Name)]);
        CheckTypes(graph.Inputs, inputs, files);
        CheckTypes(graph.Outputs, outputs, files);
        return new DataSet(inputs, outputs);
    }

    /// <summary>Values from a seed for inputs of floats, sizes that the model leaves open being all the same: nothing is expected then, but that they go through.</summary>
    public static DataSet Random(OnnxGraph graph)
    {
        var inputs = ImmutableDictionary.CreateBuilder<string, Tensor>();
        foreach (var (input, index) in graph.OpenInputs.Select((input, index) => (input, index)))
        {
            ImmutableArray<int> sizes = [.. (input.Sizes ?? []).Select(size => size < 0 ? OpenSize : size)];
            if (input.Type.IsFloating() && input.Sizes is not null && Sizes.Product(sizes) is > 0 and <= MostValues)
            {
                var random = new Random(index);
                inputs.Add(input.Name, Tensor.OfSingles(sizes, [.. Enumerable.Range(0, (int)Sizes.Product(sizes)).Select(_ => 0.05f + (0.9f * random.NextSingle()))]));
            }
        }

        return new DataSet(inputs.ToImmutable(), null);
    }

    private static void CheckTypes(ImmutableArray<OnnxValue> values, ImmutableDictionary<string, Tensor> tensors, DataSetFiles files)
    {
        // NPY files hold no types of ONNX, and some models leave types out.
        bool isNpy = files.Inputs.Any(path => Path.GetExtension(path) == ".npy");
        foreach (var value in values.Where(value => !isNpy && value.Type != TensorType.Undefined))
        {
            if (tensors.TryGetValue(value.Name, out var tensor) && tensor.Type != value.Type)
            {
                throw new OnnxException($"'{value.Name}' is {value.Type.Text()} in the model and {tensor.Type.Text()} in its file.");
            }
        }
    }

    /// <summary>By the name in the file where the model has it, otherwise by the place.</summary>
    private static ImmutableDictionary<string, Tensor> Match(ImmutableArray<string> files, string[] names)
    {
        if (files.Length > names.Length)
        {
            throw new OnnxException($"There are {files.Length} files of values for {names.Length} inputs or outputs.");
        }

        var tensors = files.Select(TensorFile.Read).ToArray();
        bool areNamed = tensors.All(tensor => names.Contains(tensor.Name)) && tensors.Select(tensor => tensor.Name).Distinct().Count() == tensors.Length;
        return tensors.Select((tensor, index) => KeyValuePair.Create(areNamed ? tensor.Name : names[index], tensor.Tensor)).ToImmutableDictionary();
    }
}
