using System.Collections.Immutable;
using BnCompiler.Tool.Compiling;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Importing;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Tests.Support;

/// <summary>Imports of built models.</summary>
internal static class Imported
{
    /// <summary>The lines of the declaration between the network's attribute and the class.</summary>
    public static string[] Lines(ModelBuilder model)
    {
        var import = Importer.Import(model.ToModel(), new ImportOptions { Name = "Net" });
        Assert.Empty(import.Problems);
        string[] lines = DeclarationWriter.Write(import.Declaration!, "Net", null, "Built.").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.SkipWhile(line => !line.StartsWith("[Network", StringComparison.Ordinal)).SkipLast(1)];
    }

    /// <summary>The names of the tensors of the weights' file.</summary>
    public static IEnumerable<string> TensorNames(ModelBuilder model) =>
        WeightsWriter.Tensors(Importer.Import(model.ToModel(), new ImportOptions()).Declaration!).Select(tensor => tensor.Name);

    /// <summary>What is wrong with a model that cannot be imported.</summary>
    public static string[] Problems(ModelBuilder model) =>
        [.. Importer.Import(model.ToModel(), new ImportOptions()).Problems.Select(problem => problem.ToString())];

    /// <summary>The only output for values of the only input.</summary>
    public static float[] Predict(ModelBuilder model, ImmutableArray<int> sizes, params float[] values)
    {
        var import = Importer.Import(model.ToModel(), new ImportOptions { Sizes = ImmutableDictionary<string, ImmutableArray<int>>.Empty.Add("x", sizes) });
        Assert.Empty(import.Problems);
        using var network = CompiledNetwork.Compile(import.Declaration!);
        return NetworkRun.Predict(network.Model, import, ImmutableDictionary<string, Tensor>.Empty.Add("x", Tensor.OfSingles(sizes, values)))[0];
    }
}
