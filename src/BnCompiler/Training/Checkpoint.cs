using System.Collections.Immutable;
using System.Security.Cryptography;

namespace BnCompiler;

/// <summary>
/// Checkpoints as safetensors files: the parameters, the optimiser's state, and where the run stands as texts in the metadata, with a SHA-256
/// over all of it.
/// </summary>
public static class Checkpoint
{
    /// <summary>
    /// What the names of the parameters start with, for <see cref="LoadOptions.Prefix"/>: a network can load its values straight from a
    /// checkpoint.
    /// </summary>
    public const string ParameterPrefix = "parameters.";

    private const string OptimizerPrefix = "optimizer.";
    private const string FormatKey = "checkpoint_format";
    private const string FormatVersion = "1";
    private const string DigestKey = "sha256";

    internal static void Write(string path, ParameterSet parameters, Optimizer optimizer, CheckpointState state)
    {
        List<SafeTensor> tensors = ParameterFile.Tensors(parameters, includeEliminated: false, ParameterPrefix);
        for (int i = 0; i < optimizer.StateNames.Length; i++)
        {
            tensors.Add(new SafeTensor(OptimizerPrefix + optimizer.StateNames[i], [parameters.Layout.TrainableLength], optimizer.State(i)));
        }

        ImmutableSortedDictionary<string, string>.Builder metadata =
            ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        metadata[FormatKey] = FormatVersion;
        metadata["network"] = parameters.Layout.NetworkName;
        state.WriteTo(metadata);
        metadata[DigestKey] = Digest(tensors, metadata.ToImmutable());
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        SafeTensorsWriter.Write(path, tensors, metadata.ToImmutable());
    }

    /// <summary>Reads and checks everything, and only then changes the parameters and the optimiser.</summary>
    /// <exception cref="CheckpointException">The file is damaged or belongs to another run.</exception>
    internal static CheckpointState Read(string path, ParameterSet parameters, Optimizer optimizer, RunIdentity identity)
    {
        try
        {
            using SafeTensorsFile file = SafeTensorsFile.Open(path);
            CheckFormat(file);
            CheckpointState state = CheckpointState.ReadFrom(file.Metadata);
            if (state.Identity != identity)
            {
                throw new CheckpointException($"'{path}' belongs to another run: it has {state.Identity}, this run has {identity}.");
            }

            optimizer.Bind(parameters.Layout);
            ImmutableArray<float[]> optimizerState = ReadOptimizerState(file, optimizer, parameters.Layout.TrainableLength);
            ParameterLoader.Load(parameters, file, new LoadOptions { Prefix = ParameterPrefix });
            for (int i = 0; i < optimizerState.Length; i++)
            {
                optimizerState[i].CopyTo(optimizer.State(i));
            }

            optimizer.Restore(state.OptimizerSteps);
            return state;
        }
        catch (ParameterMismatchException exception)
        {
            throw new CheckpointException($"'{path}' belongs to another network. {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FormatException or EndOfStreamException)
        {
            throw new CheckpointException($"'{path}' is no intact checkpoint: {exception.Message}", exception);
        }
    }

    private static void CheckFormat(SafeTensorsFile file)
    {
        string? version = file.Metadata.GetValueOrDefault(FormatKey);
        if (version != FormatVersion)
        {
            throw new FormatException($"its {FormatKey} is '{version}'; expected '{FormatVersion}'.");
        }

        if (DigestOf(file) != file.Metadata.GetValueOrDefault(DigestKey))
        {
            throw new FormatException("its content does not have the SHA-256 that it states; it was changed after it was written.");
        }
    }

    private static string DigestOf(SafeTensorsFile file)
    {
        List<SafeTensor> tensors = [];
        foreach (SafeTensorsEntry entry in file.Tensors)
        {
            if (entry.DataType != SafeTensorsDataType.F32 || entry.Length > Array.MaxLength)
            {
                throw new FormatException($"the tensor '{entry.Name}' is {entry.DataType} with {entry.Length} values; expected F32.");
            }

            float[] values = new float[entry.Length];
            file.ReadSingles(entry, values);
            tensors.Add(new SafeTensor(entry.Name, [.. entry.Shape.Select(size => (int)Math.Min(size, int.MaxValue))], values));
        }

        try
        {
            return Digest(tensors, file.Metadata.Remove(DigestKey));
        }
        catch (ArgumentException exception)
        {
            throw new FormatException("it holds a tensor that no checkpoint has.", exception);
        }
    }

    private static ImmutableArray<float[]> ReadOptimizerState(SafeTensorsFile file, Optimizer optimizer, int length)
    {
        ImmutableArray<float[]>.Builder states = ImmutableArray.CreateBuilder<float[]>();
        foreach (string name in optimizer.StateNames)
        {
            SafeTensorsEntry? entry = file.Find(OptimizerPrefix + name);
            if (entry?.Length != length)
            {
                throw new FormatException($"the optimiser's '{name}' has {entry?.Length ?? 0} values; expected {length}.");
            }

            float[] values = new float[length];
            file.ReadSingles(entry, values);
            states.Add(values);
        }

        return states.ToImmutable();
    }

    /// <summary>The SHA-256 of the file without the entry that holds it.</summary>
    private static string Digest(List<SafeTensor> tensors, ImmutableSortedDictionary<string, string> metadata)
    {
        using SHA256 sha = SHA256.Create();
        using CryptoStream stream = new(Stream.Null, sha, CryptoStreamMode.Write);
        SafeTensorsWriter.Write(stream, tensors, metadata);
        stream.FlushFinalBlock();
        return Convert.ToHexStringLower(sha.Hash!);
    }
}
