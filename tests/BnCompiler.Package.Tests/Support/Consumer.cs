using System.Runtime.InteropServices;

namespace BnCompiler.Package.Tests.Support;

/// <summary>A console project that uses a package.</summary>
internal sealed class Consumer(Workplace workplace, string folder)
{
    /// <summary>Where the project lies.</summary>
    public string Folder { get; } = folder;

    /// <summary>The same project in a folder of its own.</summary>
    public Consumer Copy(string name)
    {
        DirectoryInfo copy = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(Folder)!, name));
        foreach (string file in Directory.EnumerateFiles(Folder))
        {
            File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
        }

        return new Consumer(workplace, copy.FullName);
    }

    /// <summary>Puts items into the project file.</summary>
    public void Add(params string[] items) => Edit("</Project>", string.Join('\n', [.. items, "</Project>"]));

    /// <summary>Moves the project to another framework than the template's.</summary>
    public void MoveTo(string framework) => Edit($"<TargetFramework>{Workplace.Framework}<", $"<TargetFramework>{framework}<");

    /// <summary>Builds; a warning is an error.</summary>
    /// <returns>The program.</returns>
    public async Task<PublishedProgram> Build()
    {
        (await workplace.Dotnet(Folder, "build", "-c", "Release", "-o", "out")).Succeeded();
        return Published();
    }

    /// <summary>Restores what publishing needs.</summary>
    public Task<Command> Restore(params string[] properties) =>
        workplace.Dotnet(Folder, ["restore", "-r", RuntimeInformation.RuntimeIdentifier, .. properties]);

    /// <summary>Publishes for this machine, without the framework and without what is not used; a warning is an error.</summary>
    /// <returns>The program.</returns>
    public async Task<PublishedProgram> Publish(params string[] properties)
    {
        Command publish = await workplace.Dotnet(Folder, ["publish", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", "out", .. properties]);
        Assert.DoesNotContain("warning", publish.Succeeded(), StringComparison.OrdinalIgnoreCase);
        return Published();
    }

    private PublishedProgram Published() =>
        new(Path.Combine(Folder, "out"), Path.GetFileNameWithoutExtension(Project()) + (OperatingSystem.IsWindows() ? ".exe" : ""));

    private string Project() => Directory.GetFiles(Folder, "*.csproj").Single();

    private void Edit(string old, string replacement)
    {
        string text = File.ReadAllText(Project());
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(Project(), text.Replace(old, replacement, StringComparison.Ordinal));
    }
}
