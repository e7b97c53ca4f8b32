using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace BnCompiler.Tool.Conformance;

/// <summary>Finds the cases in a folder: <c>model.onnx</c> with its data sets, other models, and files of tensors.</summary>
internal static partial class ConformanceFolder
{
    private const string ModelName = "model.onnx";

    /// <summary>The cases in the order of their names.</summary>
    public static ImmutableArray<ConformanceCase> Find(string root)
    {
        var models = Directory.EnumerateFiles(root, "*.onnx", SearchOption.AllDirectories);
        var tensors = Directory.EnumerateFiles(root, "*.safetensors", SearchOption.AllDirectories).Where(path => !HasModel(Path.GetDirectoryName(path)!));
        return
        [
            .. models.Concat(tensors).Select(path => Case(root, path)).OrderBy(each => each.Name, StringComparer.Ordinal),
        ];
    }

    private static ConformanceCase Case(string root, string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        bool isFolder = Path.GetFileName(path) == ModelName;
        string name = Path.GetRelativePath(root, isFolder ? folder : path).Replace('\\', '/');
        return new ConformanceCase(name, path, isFolder ? Sets(folder) : []);
    }

    private static ImmutableArray<DataSetFiles> Sets(string folder)
    {
        ImmutableArray<DataSetFiles> sets =
        [
            .. Directory.EnumerateDirectories(folder, "test_data_set_*").OrderBy(Number).Select(set => Files(set, ".pb")),
        ];
        return sets.IsEmpty && Directory.EnumerateFiles(folder, "input_*.npy").Any() ? [Files(folder, ".npy")] : sets;
    }

    private static DataSetFiles Files(string folder, string extension) => new(Ordered(folder, "input_*" + extension), Ordered(folder, "output_*" + extension));

    private static ImmutableArray<string> Ordered(string folder, string pattern) =>
        [.. Directory.EnumerateFiles(folder, pattern).OrderBy(Number).ThenBy(path => path, StringComparer.Ordinal)];

    /// <summary>The number that a name ends with; 0 where it ends with none.</summary>
    private static long Number(string path) =>
        NumberPattern().Match(Path.GetFileNameWithoutExtension(path)) is { Success: true } match ? long.Parse(match.Value, CultureInfo.InvariantCulture) : 0;

    private static bool HasModel(string folder) => File.Exists(Path.Combine(folder, ModelName));

    [GeneratedRegex("[0-9]{1,9}$")]
    private static partial Regex NumberPattern();
}
