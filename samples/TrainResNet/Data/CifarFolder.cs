using BnCompiler;

namespace TrainResNet.Data;

/// <summary>Reads a folder that holds the six binary files of CIFAR-10.</summary>
internal static class CifarFolder
{
    private const string TestFile = "test_batch.bin";

    private static readonly string[] s_trainFiles = [.. Enumerable.Range(1, 5).Select(number => $"data_batch_{number}.bin")];

    /// <summary>Whether a folder holds at least one of the files.</summary>
    public static bool Is(string folder) => s_trainFiles.Append(TestFile).Any(name => File.Exists(Path.Combine(folder, name)));

    /// <exception cref="FileNotFoundException">One of the six files is not in the folder.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static (Dataset Train, Dataset Test) Load(string folder) =>
        (CifarFile.Read(CifarLabels.Cifar10, Array.ConvertAll(s_trainFiles, name => Find(folder, name))), CifarFile.Read(CifarLabels.Cifar10, Find(folder, TestFile)));

    private static string Find(string folder, string name) => Path.Combine(folder, name) is var path && File.Exists(path)
        ? path
        : throw new FileNotFoundException($"'{folder}' has no file '{name}'; CIFAR-10 has {string.Join(", ", s_trainFiles)} and {TestFile}.");
}
