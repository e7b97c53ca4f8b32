namespace BnCompiler.Generator.Tests.Readme;

/// <summary>The README quotes a declaration and what is emitted for it. These tests keep the quotes true.</summary>
public sealed class ReadmeTests
{
    private const string DeclarationMarker = "<!-- declaration -->";
    private const string EmittedMarker = "<!-- emitted -->";

    private static readonly string s_root = FindRoot();
    private static readonly string[] s_readme = File.ReadAllLines(Path.Combine(s_root, "README.md"));

    [Fact]
    public void DeclarationIsTheOneOfTheSample()
    {
        string sample = File.ReadAllText(Path.Combine(s_root, "samples", "QuickStart", "FashionNet.cs")).ReplaceLineEndings("\n");
        Assert.Contains(string.Join('\n', Declaration()), sample);
    }

    [Fact]
    public void EveryExcerptIsEmittedForTheDeclaration()
    {
        var outcome = GeneratorHarness.Generate(string.Join('\n', Declaration()));
        Assert.Empty(outcome.Errors);
        string[] emitted = outcome.AllText.ReplaceLineEndings("\n").Split('\n');
        var excerpts = Blocks(EmittedMarker);
        Assert.NotEmpty(excerpts);
        Assert.All(excerpts, excerpt => Assert.True(IsPartOf(emitted, excerpt), "Not emitted as the README shows it:\n" + string.Join('\n', excerpt)));
    }

    [Theory]
    [InlineData(new[] { "b", "  c" }, true)]
    [InlineData(new[] { "b", "c" }, false)]
    [InlineData(new[] { "a", "  c" }, false)]
    [InlineData(new[] { "c", "", "d" }, true)]
    [InlineData(new[] { "d", "e" }, false)]
    public void ExcerptsMayBeIndentedLessButNotDiffer(string[] excerpt, bool expected) =>
        Assert.Equal(expected, IsPartOf(["a", "  b", "    c", "", "    d"], excerpt));

    private static string[] Declaration() => Assert.Single(Blocks(DeclarationMarker));

    /// <summary>The fenced blocks that directly follow the marker.</summary>
    private static List<string[]> Blocks(string marker)
    {
        List<string[]> blocks = [];
        for (int i = 0; i < s_readme.Length; i++)
        {
            if (s_readme[i] == marker)
            {
                Assert.StartsWith("```", s_readme[i + 1]);
                blocks.Add([.. s_readme.Skip(i + 2).TakeWhile(line => line != "```")]);
            }
        }

        return blocks;
    }

    /// <summary>Whether the lines stand one after the other in the text, all indented by the same amount more than in the excerpt.</summary>
    private static bool IsPartOf(string[] text, string[] excerpt) =>
        Enumerable.Range(0, Math.Max(0, text.Length - excerpt.Length + 1)).Any(start =>
        {
            string indentation = text[start].EndsWith(excerpt[0], StringComparison.Ordinal) ? text[start][..^excerpt[0].Length] : "";
            return string.IsNullOrWhiteSpace(indentation)
                && excerpt.Select(line => line.Length == 0 ? line : indentation + line).SequenceEqual(text.Skip(start).Take(excerpt.Length));
        });

    private static string FindRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "BnCompiler.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("No folder above the tests holds BnCompiler.sln.");
        }

        return folder;
    }
}
