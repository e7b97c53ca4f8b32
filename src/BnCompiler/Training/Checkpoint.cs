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

    /// <summary>What the name of the latest checkpoint is followed by in the name of the one before it.</summary>
    public const string PreviousSuffix = ".previous";

    private const string OptimizerPrefix = "optimizer.";
    private const string AverageValues = "average.values";
    private const string AverageResiduals = "average.residuals";
    private const string FormatKey = "checkpoint_format";
    private const string FormatVersion = "3";
    private const string DigestKey = "sha256";

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="path">The file. Its directory is created.</param>
    /// <param name="previousPath">Where the file that is there goes, in place of another; null where it is replaced.</param>
    /// <param name="parameters">The network's.</param>
    /// <param name="optimizer">Bound to them.</param>
    /// <param name="average">Bound to them; null for none.</param>
    /// <param name="state">Where the run stands.</param>
    internal static void Write(
        string path, string? previousPath, ParameterSet parameters, Optimizer optimizer, ExponentialMovingAverage? average, CheckpointState state)
    {
        List<SafeTensor> tensors = ParameterFile.Tensors(parameters, includeEliminated: false, ParameterPrefix);
        for (int i = 0; i < optimizer.StateNames.Length; i++)
        {
            tensors.Add(new SafeTensor(OptimizerPrefix + optimizer.StateNames[i], [parameters.Layout.TrainableLength], optimizer.State(i)));
        }

        if (average is not null)
        {
            tensors.Add(new SafeTensor(AverageValues, [parameters.Layout.TrainableLength], average.RoundedValues));
            tensors.Add(new SafeTensor(AverageResiduals, [parameters.Layout.TrainableLength], average.Residuals));
        }

        ImmutableSortedDictionary<string, string>.Builder metadata =
            ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        metadata[FormatKey] = FormatVersion;
        metadata["network"] = parameters.Layout.NetworkName;
        state.WriteTo(metadata);
        metadata[DigestKey] = Digest(tensors, metadata.ToImmutable());
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        ImmutableSortedDictionary<string, string> texts = metadata.ToImmutable();
        AtomicFile.Write(path, stream => SafeTensorsWriter.Write(stream, tensors, texts), previousPath);
    }

    /// <summary>Reads a checkpoint, or the one before it where it is damaged or missing.</summary>
    /// <returns>The state, the file that it came from, and what was wrong with the newest one, if anything.</returns>
    /// <exception cref="CheckpointException">The checkpoint belongs to another run, or neither can be used.</exception>
    internal static (CheckpointState State, string Path, string? Problem) ReadNewest(
        string path, ParameterSet parameters, Optimizer optimizer, ExponentialMovingAverage? average, RunIdentity identity)
    {
        string previous = path + PreviousSuffix;
        string problem;
        try
        {
            if (File.Exists(path) || !File.Exists(previous))
            {
                return (Read(path, parameters, optimizer, average, identity), path, null);
            }

            problem = $"'{path}' is missing.";
        }
        catch (CheckpointException exception) when (exception.IsDamaged && File.Exists(previous))
        {
            problem = exception.Message;
        }

        try
        {
            return (Read(previous, parameters, optimizer, average, identity), previous, problem);
        }
        catch (CheckpointException exception)
        {
            throw new CheckpointException($"{problem} Nor can the checkpoint before it be used: {exception.Message}", exception) { IsDamaged = exception.IsDamaged };
        }
    }

    /// <summary>Reads and checks everything, and only then changes the parameters and the optimiser.</summary>
    /// <exception cref="CheckpointException">The file is damaged or belongs to another run.</exception>
    private static CheckpointState Read(
        string path, ParameterSet parameters, Optimizer optimizer, ExponentialMovingAverage? average, RunIdentity identity)
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
            average?.Bind(parameters.Layout);
            List<(Memory<float> Destination, float[] Values)> states = ReadStates(file, optimizer, average, parameters.Layout.TrainableLength);
            ParameterLoader.Load(parameters, file, new LoadOptions { Prefix = ParameterPrefix });
            foreach ((Memory<float> destination, float[] values) in states)
            {
                values.CopyTo(destination);
            }

            optimizer.Restore(state.OptimizerSteps);
            average?.Restore(state.AverageSteps);
            return state;
        }
        catch (ParameterMismatchException exception)
        {
            throw new CheckpointException($"'{path}' belongs to another network. {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is FormatException or EndOfStreamException)
        {
            throw new CheckpointException($"'{path}' is no intact checkpoint: {exception.Message}", exception) { IsDamaged = true };
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

    /// <summary>The values of everything that is as long as the trainable parameters, and where each belongs.</summary>
    private static List<(Memory<float> Destination, float[] Values)> ReadStates(
        SafeTensorsFile file, Optimizer optimizer, ExponentialMovingAverage? average, int length)
    {
        List<(Memory<float> Destination, float[] Values)> states = [];
        for (int i = 0; i < optimizer.StateNames.Length; i++)
        {
            states.Add((optimizer.State(i), ReadState(file, OptimizerPrefix + optimizer.StateNames[i], length)));
        }

        if (average is not null)
        {
            states.Add((average.RoundedValues, ReadState(file, AverageValues, length)));
            states.Add((average.Residuals, ReadState(file, AverageResiduals, length)));
        }

        return states;
    }

    private static float[] ReadState(SafeTensorsFile file, string name, int length)
    {
        SafeTensorsEntry? entry = file.Find(name);
        if (entry?.Length != length)
        {
            throw new FormatException($"'{name}' has {entry?.Length ?? 0} values; expected {length}.");
        }

        float[] values = new float[length];
        file.ReadSingles(entry, values);
        return values;
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
