namespace BnCompiler.Package.Tests.Support;

/// <summary>A program as it is given away: a folder and what is started in it.</summary>
internal sealed class PublishedProgram(string folder, string program)
{
    private const int Starts = 5;

    private static readonly string[] s_symbols = [".pdb", ".dbg", ".dSYM", ".xml"];

    /// <summary>The bytes of the folder, without symbols.</summary>
    public long Bytes => new DirectoryInfo(folder).EnumerateFiles().Where(file => !s_symbols.Contains(file.Extension)).Sum(file => file.Length);

    /// <summary>What it writes, with some instructions of the processor switched off for the JIT.</summary>
    public async Task<string> Run(string? withoutInstructions = null) => (await Start(withoutInstructions)).Succeeded().Trim();

    /// <summary>The shortest time from start to end of several runs.</summary>
    public async Task<TimeSpan> StartUp()
    {
        List<TimeSpan> durations = [];
        for (int start = 0; start < Starts; start++)
        {
            durations.Add((await Start()).Duration);
        }

        return durations.Min();
    }

    private Task<Command> Start(string? withoutInstructions = null)
    {
        Dictionary<string, string> environment = withoutInstructions is null ? [] : new() { [$"DOTNET_Enable{withoutInstructions}"] = "0" };
        return Command.Run(folder, environment, Path.Combine(folder, program));
    }
}
