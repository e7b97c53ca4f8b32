using System.Globalization;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Tests.Diagnostics;

/// <summary>Users decide what they want to hear: in source with #pragma, for a project with .editorconfig.</summary>
public sealed class SeverityTests
{
    private const string RedundantBias = "[Linear(3), BatchNorm]\n";

    [Theory]
    [InlineData("BN0009", DiagnosticSeverity.Info, "[Network(4), Linear(3), BatchNorm] partial class Net;")]
    [InlineData("BN0010", DiagnosticSeverity.Warning, "[Network(4, 1, 1), BatchNorm] partial class Net;")]
    [InlineData("BN0005", DiagnosticSeverity.Error, "[Network(4, 2, 2), Linear(3)] partial class Net;")]
    public async Task DefaultSeverities(string id, DiagnosticSeverity severity, string source)
    {
        var diagnostic = Assert.Single(await GeneratorHarness.AnalyzeAsync([source]));
        Assert.Equal((id, severity), (diagnostic.Id, diagnostic.Severity));
    }

    [Fact]
    public async Task PragmaSilencesTheLinesInside()
    {
        string quiet = "[Network(4)]\n#pragma warning disable BN0009\n" + RedundantBias + "#pragma warning restore BN0009\npartial class Quiet;\n";
        string loud = "[Network(4)]\n#pragma warning disable BN0009\n#pragma warning restore BN0009\n" + RedundantBias + "partial class Loud;\n";

        var diagnostics = await GeneratorHarness.AnalyzeAsync([quiet, loud]);

        Assert.Equal("File2.cs", Assert.Single(diagnostics).Location.SourceTree!.FilePath);
    }

    [Fact]
    public async Task PragmaSilencesAnErrorOfTheDeclaration()
    {
        Assert.Empty(await GeneratorHarness.AnalyzeAsync(["#pragma warning disable BN0001\n[Network(4), Linear(3)] class Net;"]));
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("silent", DiagnosticSeverity.Hidden)]
    [InlineData("warning", DiagnosticSeverity.Warning)]
    [InlineData("error", DiagnosticSeverity.Error)]
    public async Task EditorConfigSetsTheSeverity(string severity, DiagnosticSeverity? expected)
    {
        string config = $"root = true\n[*.cs]\ndotnet_diagnostic.BN0009.severity = {severity}\n";

        var diagnostics = await GeneratorHarness.AnalyzeAsync(["[Network(4)]\n" + RedundantBias + "partial class Net;"], config);

        Assert.Equal(expected, diagnostics.SingleOrDefault()?.Severity);
    }

    [Fact]
    public async Task EditorConfigCanSilenceOneFile()
    {
        string source = "[Network(4)]\n" + RedundantBias + "partial class ";

        var diagnostics = await GeneratorHarness.AnalyzeAsync(
            [source + "A;", source + "B;"], "root = true\n[File2.cs]\ndotnet_diagnostic.BN0009.severity = none\n");

        Assert.Contains("'linear1'", Assert.Single(diagnostics).GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal("File1.cs", diagnostics[0].Location.SourceTree!.FilePath);
    }
}
