using BnCompiler.Numeric.Tests.Reference;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>What is tested under a sample's name is what the sample declares.</summary>
public sealed class SampleNetworkTests
{
    [Theory]
    [InlineData("FashionNet", "QuickStart/FashionNet.cs")]
    [InlineData("DriftNet", "ScaleDrift/DriftNet.cs")]
    public void IsTheNetworkOfTheSample(string name, string file)
    {
        string source = File.ReadAllText(Path.Combine(SampleFolder.Path, file));
        var declaration = CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().Single();
        var attributes = declaration.AttributeLists.SelectMany(list => list.Attributes).Select(attribute => attribute.ToString());

        var spec = SampleNetworks.All[name];
        Assert.Equal([$"Network({spec.Input})", .. spec.Layers.Select(layer => layer.Render())], attributes.Select(InOrder));
    }

    [Fact]
    public void EachComputesWhatItDeclares()
    {
        NetSpec[] specs = [.. SampleNetworks.All.Values];
        using var compiled = new CompiledNetworks(specs);
        for (int i = 0; i < specs.Length; i++)
        {
            NetworkComparison.CheckAll(specs[i], compiled[i], seed: i + 3, threads: 1, new Comparison());
        }
    }

    /// <summary>The order of named arguments means nothing; the specifications write the stride first.</summary>
    private static string InOrder(string attribute)
    {
        string[] parts = attribute.TrimEnd(')').Split('(', ',').Select(part => part.Trim()).ToArray();
        var named = parts.Where(part => part.Contains('=', StringComparison.Ordinal)).OrderByDescending(part => part, StringComparer.Ordinal);
        string[] arguments = [.. parts.Skip(1).Where(part => !part.Contains('=', StringComparison.Ordinal)), .. named];
        return arguments.Length == 0 ? parts[0] : $"{parts[0]}({string.Join(", ", arguments)})";
    }
}
