using System.Text.Json;

namespace BnCompiler.Runtime.Tests.Support;

/// <summary>Values that PyTorch/make_reference.py wrote.</summary>
internal static class Reference
{
    public static JsonElement Read(string name)
    {
        using Stream stream = typeof(Reference).Assembly.GetManifestResourceStream(name)!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    public static float[] Singles(this JsonElement element) => [.. element.EnumerateArray().Select(value => value.GetSingle())];

    public static double[] Doubles(this JsonElement element) => [.. element.EnumerateArray().Select(value => value.GetDouble())];
}
