using System.CommandLine;
using BnCompiler.Tool.Reading;

namespace BnCompiler.Tool.Commands;

/// <summary>Which network a command is about, and where its declaration is.</summary>
internal sealed class NetworkOptions
{
    private readonly Argument<string> _network = new("NETWORK") { Description = "The class, with or without its namespace." };

    private readonly Option<FileInfo> _assembly = new Option<FileInfo>("--assembly") { Description = "The compiled assembly with the network. It is read, and never run." }.AcceptExistingOnly();

    private readonly Option<FileInfo[]> _source = new Option<FileInfo[]>("--source")
    {
        Description = "The C# files with the network and its blocks, instead of an assembly.",
        AllowMultipleArgumentsPerToken = true,
    }.AcceptExistingOnly();

    /// <summary>A command with these options.</summary>
    public Command Command(string name, string description)
    {
        var command = new Command(name, description) { _network, _assembly, _source };
        command.Validators.Add(result =>
        {
            if (result.GetResult(_assembly) is null == result.GetResult(_source) is null)
            {
                result.AddError($"Expected one of {_assembly.Name} and {_source.Name}.");
            }
        });
        return command;
    }

    /// <summary>The class, and the C# that declares it.</summary>
    public (string Name, string[] Sources) Read(ParseResult parsed)
    {
        string name = parsed.GetValue(_network)!;
        return (name, parsed.GetValue(_assembly) is { } assembly
            ? [AssemblyDeclaration.Read(assembly.FullName, name)]
            : [.. parsed.GetValue(_source)!.Select(file => File.ReadAllText(file.FullName))]);
    }
}
