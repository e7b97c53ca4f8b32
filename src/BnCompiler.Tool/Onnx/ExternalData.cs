using System.Globalization;
using BnCompiler.Tool.Onnx.Protocol;

namespace BnCompiler.Tool.Onnx;

/// <summary>Tensors in files beside the model. Nothing outside the model's folder is opened.</summary>
/// <param name="folder">The model's folder; null for a model that comes from no file.</param>
internal sealed class ExternalData(string? folder, OnnxLimits limits)
{
    /// <summary>The bytes of a tensor.</summary>
    /// <exception cref="OnnxException">The file lies elsewhere, is missing, or is too short.</exception>
    public byte[] Read(TensorProto proto, long expected, string subject)
    {
        var entries = proto.ExternalData.GroupBy(entry => entry.Key).ToDictionary(group => group.Key, group => group.Last().Value);
        if (!entries.TryGetValue("location", out string? location) || location.Length == 0)
        {
            throw new OnnxException($"{subject} has its data in a file whose location is not given.");
        }

        long offset = Number(entries, "offset", 0, subject);
        long length = Number(entries, "length", expected, subject);
        if (length != expected || expected > limits.FileBytes)
        {
            throw new OnnxException($"{subject} announces {length} bytes in '{location}'; expected {expected}, at most {limits.FileBytes}.");
        }

        string path = Resolve(location, subject);
        try
        {
            using var stream = File.OpenRead(path);
            if (offset + expected > stream.Length)
            {
                throw new OnnxException($"{subject} needs bytes {offset} to {offset + expected} of '{location}', which has {stream.Length}.");
            }

            byte[] bytes = new byte[expected];
            stream.Position = offset;
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OnnxException($"{subject} has its data in '{location}', which cannot be read: {e.Message}", e);
        }
    }

    private string Resolve(string location, string subject)
    {
        if (folder is null)
        {
            throw new OnnxException($"{subject} has its data in '{location}'; expected all data inside a model that comes from no file.");
        }

        string root = Path.GetFullPath(folder);
        string path = Path.GetFullPath(Path.Combine(root, location));
        var target = new FileInfo(path);
        string real = target.Exists ? target.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path : path;
        return !Path.IsPathRooted(location) && IsInside(root, path) && IsInside(root, real)
            ? path
            : throw new OnnxException($"{subject} has its data in '{location}'; expected a file inside the model's folder.");
    }

    private static bool IsInside(string root, string path) => path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static long Number(Dictionary<string, string> entries, string key, long defaultValue, string subject)
    {
        if (!entries.TryGetValue(key, out string? text))
        {
            return defaultValue;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value <= int.MaxValue
            ? value
            : throw new OnnxException($"{subject} has '{text}' as the {key} of its external data; expected a number from 0 to {int.MaxValue}.");
    }
}
