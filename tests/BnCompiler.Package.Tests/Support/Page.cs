namespace BnCompiler.Package.Tests.Support;

/// <summary>A page of documentation whose commands and programs the tests follow to the letter.</summary>
internal sealed class Page(params string[] path)
{
    private readonly string[] _lines = File.ReadAllLines(Path.Combine([Repository.Root, .. path]));

    /// <summary>The README of the repository.</summary>
    public static Page Readme { get; } = new("README.md");

    /// <summary>The page that the package shows.</summary>
    public static Page Package { get; } = new("src", "BnCompiler", "PACKAGE.md");

    /// <summary>The page that the package for tests shows.</summary>
    public static Page TestingPackage { get; } = new("src", "BnCompiler.Testing", "PACKAGE.md");

    /// <summary>The lines of the first fenced block of a language behind a line; behind the first line where none is given.</summary>
    public string[] Block(string language, string? marker = null)
    {
        IEnumerable<string> lines = marker is null ? _lines : _lines.SkipWhile(line => line.Trim() != marker);
        string[] block = [.. lines.SkipWhile(line => line != $"```{language}").Skip(1).TakeWhile(line => line != "```")];
        Assert.NotEmpty(block);
        return block;
    }
}
