using System.Text.Json;

namespace BnCompiler.Numeric.Tests.PyTorch;

/// <summary>Reads what <c>make_steps.py</c>, <c>make_trajectory.py</c>, <c>make_activations.py</c> and <c>make_normalisations.cs</c> wrote.</summary>
internal static class PyTorchFile
{
    public static T Read<T>(string name)
    {
        using var stream = typeof(PyTorchFile).Assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize<T>(stream, JsonSerializerOptions.Web)!;
    }
}
