namespace BnCompiler.Package.Tests.Support;

/// <summary>An empty folder with a source of packages, filled as the README says. What is restored stays in it, and it is deleted afterwards.</summary>
public sealed class Workplace : IAsyncLifetime
{
    /// <summary>What new projects are built for: the framework that is installed.</summary>
    internal const string Framework = "net10.0";

    private readonly string _folder = Directory.CreateTempSubdirectory("bncompiler-").FullName;

    /// <summary>What the commands of the README said: packing, and adding the package.</summary>
    public string PackingOutput { get; private set; } = "";

    /// <summary>The folder that the README's <c>nuget.config</c> names.</summary>
    public string Packages => Path.Combine(_folder, "packages");

    /// <summary>Packs, and writes what projects in the folder have in common.</summary>
    public async Task InitializeAsync()
    {
        Write("nuget.config", Page.Readme.Block("xml", "<!-- package source -->"));
        Write("Directory.Build.props",
            "<Project>",
            "<PropertyGroup><TreatWarningsAsErrors>true</TreatWarningsAsErrors><TrimmerSingleWarn>false</TrimmerSingleWarn><InvariantGlobalization>true</InvariantGlobalization></PropertyGroup>",
            "</Project>");
        foreach (string project in new[] { "src/BnCompiler", "src/BnCompiler.Testing" })
        {
            PackingOutput += await Pack(project);
        }
    }

    /// <summary>Deletes everything.</summary>
    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Makes a console project that has one of the packages.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="package">The package.</param>
    /// <param name="program">The lines of its program.</param>
    internal async Task<Consumer> NewConsole(string name, string package, string[] program)
    {
        Consumer consumer = new(this, Path.Combine(_folder, name));
        (await Dotnet(_folder, "new", "console", "--no-restore", "-f", Framework, "-o", name)).Succeeded();
        string[] add = Page.Readme.Block("", "<!-- add package -->")[0].Split(' ')[1..];
        Assert.Equal("BnCompiler", add[^1]);
        (await Dotnet(consumer.Folder, [.. add[..^1], package])).Succeeded();
        await File.WriteAllLinesAsync(Path.Combine(consumer.Folder, "Program.cs"), program);
        return consumer;
    }

    /// <summary>Runs a command of the SDK with package folders of its own and the sources of the machine.</summary>
    internal Task<Command> Dotnet(string folder, params string[] arguments) => Command.Run(
        folder,
        new Dictionary<string, string>
        {
            ["NUGET_PACKAGES"] = Path.Combine(_folder, "restored"),
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            ["MSBUILDTERMINALLOGGER"] = "off",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            ["UseSharedCompilation"] = "false",
        },
        "dotnet",
        arguments);

    /// <summary>The README's command; what it packs was built with the tests.</summary>
    private async Task<string> Pack(string project)
    {
        string line = Page.Readme.Block("", "<!-- pack -->")[0];
        Assert.Contains(" path/to/BnCompiler/src/BnCompiler ", line, StringComparison.Ordinal);
        string[] arguments = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..].Select(argument =>
            argument == "path/to/BnCompiler/src/BnCompiler" ? Path.Combine(Repository.Root, project) : argument)];
        return (await Dotnet(_folder, [.. arguments, "--no-build", "-c", Repository.Configuration])).Succeeded();
    }

    private void Write(string name, params string[] lines) => File.WriteAllLines(Path.Combine(_folder, name), lines);
}
