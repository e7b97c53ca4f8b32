using System.Reflection;
using System.Resources;

namespace BnCompiler;

/// <summary>Files that are embedded in assemblies.</summary>
internal static class EmbeddedFile
{
    /// <summary>The bytes of a resource, where the assembly lies in memory.</summary>
    /// <exception cref="MissingManifestResourceException">The assembly has no such resource; the message lists those it has.</exception>
    public static Stream Open(Assembly assembly, string resourceName) =>
        assembly.GetManifestResourceStream(resourceName) ?? throw new MissingManifestResourceException(NoSuchResource(assembly, resourceName));

    private static string NoSuchResource(Assembly assembly, string resourceName)
    {
        string[] names = assembly.GetManifestResourceNames();
        string present = names.Length > 0
            ? $"It has: {string.Join(", ", names.Order(StringComparer.Ordinal).Select(name => $"'{name}'"))}."
            : $"It has none; <EmbeddedResource Include=\"FILE\" LogicalName=\"{resourceName}\" /> in its project embeds one.";
        return $"{assembly.GetName().Name} has no resource '{resourceName}'. {present}";
    }
}
