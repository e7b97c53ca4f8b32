using System.Collections.Immutable;
using System.CommandLine;
using BnCompiler.Tool.Importing;
using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Commands;

/// <summary><c>import</c>: a model as a declaration and its weights.</summary>
internal static class ImportCommand
{
    private readonly record struct Options(
        Argument<FileInfo> Model, Option<DirectoryInfo> Folder, Option<string> Name, Option<string?> Space, Option<string[]> Shapes, Option<string[]> Constants, Option<bool> Json);

    public static Command Create()
    {
        var options = new Options(
            new Argument<FileInfo>("MODEL") { Description = "The ONNX file." }.AcceptExistingOnly(),
            new Option<DirectoryInfo>("--out") { Description = "The folder for the two files; it is created where it is missing.", Required = true },
            new Option<string>("--name") { Description = "The class, and the name of the files.", Required = true },
            new Option<string?>("--namespace") { Description = "The namespace of the class. Default: none." },
            new Option<string[]>("--shape") { Description = "Sizes of an input that the model leaves open, with the batch: NAME=1,3,224,224." },
            new Option<string[]>("--constant") { Description = "An input that is a constant, from a file of a tensor (.npy, .pb): NAME=FILE." },
            new Option<bool>("--json") { Description = "Prints the report as a line of JSON." });
        options.Name.Validators.Add(result => CheckIdentifier(result, options.Name.Name));
        options.Space.Validators.Add(result => CheckIdentifier(result, options.Space.Name));
        var command = new Command("import", "Writes a model as NAME.cs, a declaration, and NAME.safetensors, its weights; fails where an operator cannot be declared, and writes nothing then.")
        {
            options.Model, options.Folder, options.Name, options.Space, options.Shapes, options.Constants, options.Json,
        };
        command.SetAction(parsed => ToolErrors.Report(() => Run(parsed, options)));
        return command;
    }

    private static int Run(ParseResult parsed, Options options)
    {
        var model = OnnxReader.ReadModel(parsed.GetValue(options.Model)!.FullName);
        string name = parsed.GetValue(options.Name)!;
        var import = Importer.Import(model, new ImportOptions
        {
            Name = name,
            Sizes = Pairs(parsed.GetValue(options.Shapes), "--shape").ToImmutableDictionary(pair => pair.Name, pair => ReadSizes(pair.Value)),
            Constants = Pairs(parsed.GetValue(options.Constants), "--constant").ToImmutableDictionary(pair => pair.Name, pair => TensorFile.Read(pair.Value).Tensor),
        });
        bool json = parsed.GetValue(options.Json);
        if (import.Declaration is { } declaration)
        {
            ImportFiles.Write(declaration, parsed.GetValue(options.Folder)!.FullName, name, parsed.GetValue(options.Space), ImportReport.Remark(model, import));
            Console.WriteLine(json ? ImportReport.ToJson(import) : ImportReport.ToText(import));
            return 0;
        }

        if (json)
        {
            Console.WriteLine(ImportReport.ToJson(import));
        }

        foreach (var problem in import.Problems)
        {
            Console.Error.WriteLine($"error: {problem}");
        }

        return 1;
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string[]? texts, string option) => (texts ?? []).Select(text =>
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? (text[..at], text[(at + 1)..]) : throw new InvalidDataException($"{option} is '{text}'; expected NAME=VALUE.");
    });

    private static ImmutableArray<int> ReadSizes(string text)
    {
        string[] parts = text.Split(',');
        return parts.All(part => int.TryParse(part, out int size) && size > 0)
            ? [.. parts.Select(int.Parse)]
            : throw new InvalidDataException($"--shape has the sizes '{text}'; expected whole numbers of at least 1, separated by commas.");
    }

    private static void CheckIdentifier(System.CommandLine.Parsing.OptionResult result, string option)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        bool isValid = text.Split('.').All(part => Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier(part)
            && Microsoft.CodeAnalysis.CSharp.SyntaxFacts.GetKeywordKind(part) == Microsoft.CodeAnalysis.CSharp.SyntaxKind.None);
        if (!isValid || (option == "--name" && text.Contains('.', StringComparison.Ordinal)))
        {
            result.AddError($"{option} is '{text}'; expected a name of C#.");
        }
    }
}
