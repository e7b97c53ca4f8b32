using BnCompiler.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Tests.Architecture;

/// <summary>Each diagnostic has a page, each page a diagnostic, and the code on it does what the page says.</summary>
public sealed class DiagnosticPageTests
{
    private static string Folder => Path.Combine(Repository.Generator, "Diagnostics");

    public static TheoryData<string> Ids => new(DiagnosticDescriptors.All.Select(descriptor => descriptor.Id));

    [Fact]
    public void PagesAndDescriptorsAreTheSame()
    {
        var pages = Directory.EnumerateFiles(Folder, "BN*.md").Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(DiagnosticDescriptors.All.Select(descriptor => descriptor.Id), pages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void IdsAscend()
    {
        var ids = DiagnosticDescriptors.All.Select(descriptor => descriptor.Id).ToArray();

        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
        Assert.All(ids, id => Assert.Matches("^BN[0-9]{4}$", id));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void ThePageHasTheDescriptorsTitleAndSeverity(string id)
    {
        var descriptor = DiagnosticDescriptors.Of(id);
        string severity = descriptor.DefaultSeverity == DiagnosticSeverity.Info ? "information" : descriptor.DefaultSeverity.ToString().ToLowerInvariant();

        Assert.StartsWith($"# {id}: {descriptor.Title}\n\nSeverity: {severity}\n", Page(id), StringComparison.Ordinal);
        Assert.All(["Cause", "Example", "Fix", "Suppress"], section => Assert.NotEmpty(Section(id, section)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void TheHelpLinkLeadsToThePage(string id)
    {
        Assert.True(File.Exists(Path.Combine(Repository.Root, DiagnosticDescriptors.Of(id).HelpLinkUri)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task TheExampleReportsItAndTheFixEndsIt(string id)
    {
        var example = await GeneratorHarness.AnalyzeAsync([Code(id, "Example")]);
        var mended = await GeneratorHarness.AnalyzeAsync([Code(id, "Fix")]);

        Assert.Equal([id], example.Select(diagnostic => diagnostic.Id).Distinct());
        Assert.DoesNotContain(mended, diagnostic => diagnostic.Id == id || diagnostic.Severity >= DiagnosticSeverity.Warning);
    }

    [Fact]
    public void EveryReportedIdHasADescriptor()
    {
        var reported = Repository.Sources(Repository.Generator).Values
            .SelectMany(text => text.Split('"').Where(part => part.Length == 6 && part.StartsWith("BN0", StringComparison.Ordinal)))
            .Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(DiagnosticDescriptors.All.Select(descriptor => descriptor.Id), reported);
    }

    private static string Page(string id) => File.ReadAllText(Path.Combine(Folder, id + ".md"));

    private static string Section(string id, string title) =>
        Page(id).Split("\n## ").Single(section => section.StartsWith(title + "\n", StringComparison.Ordinal))[title.Length..].Trim();

    private static string Code(string id, string section) => Section(id, section).Split("```csharp\n")[1].Split("```")[0];
}
