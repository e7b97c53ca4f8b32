using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;

namespace BnCompiler.Testing;

/// <summary>Where a snapshot lies, by Verify's rules: <c>{Directory}/{Class}.{Method}_{parameter}={value}.verified.{extension}</c>.</summary>
internal sealed record SnapshotName(string SourceFile, string Method, string Extension)
{
    private static readonly char[] Replaced = ['<', '>', ':', '"', '/', '\\', '|', '?', '*', '\0'];

    public ImmutableArray<object?> Parameters { get; init; } = [];

    public string? ParametersText { get; init; }

    public string? MethodName { get; init; }

    public string? TypeName { get; init; }

    public string? FileName { get; init; }

    public string Directory { get; init; } = "";

    private string SourceDirectory => Path.GetDirectoryName(SourceFile)!;

    private string Class => Path.GetFileNameWithoutExtension(SourceFile);

    public string Verified => PathWith("verified");

    public string Received => PathWith("received");

    private string PathWith(string kind) => Path.Combine(SourceDirectory, Directory, $"{Stem()}.{kind}.{Extension}");

    private string Stem()
    {
        if (FileName is null)
        {
            return $"{TypeName ?? Class}.{MethodName ?? Method}{ParametersPart()}";
        }

        if (MethodName is not null || TypeName is not null || !Parameters.IsEmpty || ParametersText is not null)
        {
            throw new InvalidOperationException("UseFileName cannot be combined with UseTypeName, UseMethodName, UseParameters or UseTextForParameters.");
        }

        return FileName;
    }

    private string ParametersPart()
    {
        if (ParametersText is not null)
        {
            return $"_{ParametersText}";
        }

        if (Parameters.IsEmpty)
        {
            return "";
        }

        string[] names = ParameterNames();
        if (Parameters.Length > names.Length)
        {
            throw new InvalidOperationException($"UseParameters got {Parameters.Length} values and {Class}.{Method} has {names.Length} parameter(s).");
        }

        return string.Concat(Parameters.Select((value, index) => $"_{names[index]}={Clean(value)}"));
    }

    private string[] ParameterNames()
    {
        const BindingFlags AnyMethod = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        string engine = typeof(SnapshotName).Assembly.GetName().Name!;
        var methods = from assembly in AppDomain.CurrentDomain.GetAssemblies()
                      where assembly.GetReferencedAssemblies().Any(reference => reference.Name == engine)
                      from type in assembly.GetTypes()
                      where type.Name == Class
                      from method in type.GetMethods(AnyMethod)
                      where method.Name == Method
                      select method;
        MethodInfo[] found = [.. methods];
        return found.Length == 1
            ? [.. found[0].GetParameters().Select(parameter => parameter.Name!)]
            : throw new InvalidOperationException(
                $"UseParameters needs the names of the parameters of {Class}.{Method}, and there are {found.Length} methods of that name in a class named as its file. " +
                "Call Verify from the test method itself, in a class with the name of its file.");
    }

    private static string Clean(object? value)
    {
        string text = value is null ? "null" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
        return string.Concat(text.Select(character => Replaced.Contains(character) || char.IsControl(character) ? '-' : character));
    }
}
