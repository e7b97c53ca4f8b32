using System.IO.Compression;
using System.Xml.Linq;
using BnCompiler.Package.Tests.Support;

namespace BnCompiler.Package.Tests;

/// <summary>What lies in the packages, and where.</summary>
[Collection(nameof(Workplace))]
public sealed class PackageContentTests(Workplace workplace, ITestOutputHelper output)
{
    [Fact]
    public void PackingIsWithoutWarning() => Assert.DoesNotContain("warning", workplace.PackingOutput, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void TheLibraryIsALibrary_AndTheCompilerAnAnalyzer()
    {
        Assert.Equal(
            [
                "BnCompiler.nuspec",
                "README.md",
                "analyzers/dotnet/cs/BnCompiler.CodeFixes.dll",
                "analyzers/dotnet/cs/BnCompiler.Generator.dll",
                "lib/net10.0/BnCompiler.dll",
                "lib/net10.0/BnCompiler.xml",
                "lib/net9.0/BnCompiler.dll",
                "lib/net9.0/BnCompiler.xml",
            ],
            Files("BnCompiler"));
        Assert.Equal(["net10.0: System.Numerics.Tensors", "net9.0: System.Numerics.Tensors"], Dependencies("BnCompiler"));
    }

    [Fact]
    public void InThePackageForTests_TheCompilerIsALibraryToo()
    {
        Assert.Equal(
            [
                "BnCompiler.Testing.nuspec",
                "README.md",
                "build/BnCompiler.Testing.props",
                "lib/net10.0/BnCompiler.Generator.dll",
                "lib/net10.0/BnCompiler.Testing.dll",
                "lib/net10.0/BnCompiler.Testing.xml",
            ],
            Files("BnCompiler.Testing"));
        string[] dependencies = Dependencies("BnCompiler.Testing");
        Assert.Contains("net10.0: BnCompiler", dependencies);
        Assert.Contains("net10.0: Microsoft.CodeAnalysis.CSharp", dependencies);
        Assert.DoesNotContain("net10.0: BnCompiler.Generator", dependencies);
    }

    private string[] Files(string package)
    {
        using ZipArchive archive = Open(package);
        output.WriteLine($"{package}: {archive.Entries.Sum(entry => entry.CompressedLength) / 1024} KiB");
        return [.. archive.Entries
            .Select(entry => entry.FullName)
            .Where(name => name != "[Content_Types].xml" && !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
    }

    private string[] Dependencies(string package)
    {
        using ZipArchive archive = Open(package);
        using Stream stream = archive.GetEntry($"{package}.nuspec")!.Open();
        return [.. XDocument.Load(stream).Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .Select(element => $"{(string?)element.Parent!.Attribute("targetFramework")}: {(string?)element.Attribute("id")}")];
    }

    private ZipArchive Open(string package) => ZipFile.OpenRead(Directory.GetFiles(workplace.Packages, $"{package}.?.*.nupkg").Single());
}
