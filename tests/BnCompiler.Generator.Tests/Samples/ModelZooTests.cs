using System.Text;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Tests.Architecture;
using BnCompiler.Generator.Tests.Passes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.Generator.Tests.Samples;

/// <summary>The networks of <c>samples/ModelZoo</c> are the published ones: their counts, their names, and how few lines declare them.</summary>
public sealed class ModelZooTests
{
    private static readonly Dictionary<string, string> Sources =
        Repository.Sources(Path.Combine(Repository.Root, "samples", "ModelZoo")).Where(source => source.Key.StartsWith("Networks/", StringComparison.Ordinal)).ToDictionary();

    private static readonly CSharpCompilation Compilation = GeneratorHarness.Compile(Sources.Values);

    /// <summary>
    /// TorchVision's counts of parameters, and of multiply-adds in convolutions and linear layers; for the ResNet-20 those of common implementations with projections, for
    /// the U-Net the parameters of the widespread PyTorch one, and multiply-adds by hand; PyTorch's of the small ones. A MobileNetV2 stores less: the β at the end of each block only
    /// adds to what a 1×1 convolution carries to the next BatchNorm, 1,504 of them. So do the MLPs, whose biases stand in front of BatchNorm.
    /// </summary>
    [Theory]
    [InlineData("ResNet18", 11_689_512, 1_814_073_344, 0)]
    [InlineData("ResNet50", 25_557_032, 4_089_184_256, 0)]
    [InlineData("MobileNetV2", 3_504_872, 300_774_272, 16 + (2 * 24) + (3 * 32) + (4 * 64) + (3 * 96) + (3 * 160) + 320)]
    [InlineData("DenseNet121", 7_978_856, 2_834_161_664, 0)]
    [InlineData("ResNet20", 272_474, 40_813_184, 0)]
    [InlineData("UNet", 31_037_698, 48_171_581_440, 0)]
    [InlineData("DenseNetSmall", 180_650, 77_464_752, 0)]
    [InlineData("LeNet", 94_186, 7_452_416, 0)]
    [InlineData("Mlp", 671_754, 668_672, 512 + 512)]
    [InlineData("TinyMlp", 1_860, 1_664, 32 + 32)]
    public void CountsAreThePublishedOnes(string network, int parameters, long multiplyAdds, int redundant)
    {
        var compiled = NetworkCompiler.Compile(Declare(network));
        string face = compiled.Sources.Single(source => source.HintName == $"ModelZoo.{network}.g.cs").Text;
        var declared = GraphBuilder.Build(Declare(network)).Graph!.Nodes.SelectMany(node => node.Parameters);

        Assert.Empty(compiled.Findings.Where(finding => finding.Id != "BN0009"));
        Assert.Equal(parameters, declared.Where(parameter => parameter.IsTrainable).Sum(parameter => parameter.Length));
        Assert.Contains(FormattableString.Invariant($"public const int ParameterCount = {parameters - redundant};"), face, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($" {parameters - redundant:N0} parameters, {multiplyAdds:N0} multiply-adds per sample\n"), face, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ResNet18", 15)]
    [InlineData("ResNet50", 30)]
    [InlineData("MobileNetV2", 30)]
    [InlineData("DenseNet121", 30)]
    public void ALineIsEnoughForMuch(string network, int most)
    {
        var lines = new HashSet<string>();
        Collect(Compilation.GetTypeByMetadataName("ModelZoo." + network)!, lines);

        Assert.InRange(lines.Count, 5, most);
    }

    [Theory]
    [InlineData("ResNet18", 102, "conv1.weight", "bn1.running_var", "layer1.1.bn2.bias", "layer2.0.downsample.0.weight", "layer2.0.downsample.1.running_mean", "layer4.1.conv2.weight", "fc.bias")]
    [InlineData("ResNet50", 267, "layer1.0.downsample.0.weight", "layer1.2.bn3.weight", "layer2.3.conv1.weight", "layer3.5.conv3.weight", "layer4.0.downsample.1.bias", "fc.weight")]
    [InlineData("MobileNetV2", 262, "features.0.0.weight", "features.1.conv.0.1.running_var", "features.1.conv.2.bias", "features.2.conv.0.0.weight", "features.17.conv.3.bias", "features.18.1.weight", "classifier.1.bias")]
    [InlineData("DenseNet121", 606, "features.conv0.weight", "features.norm0.bias", "features.denseblock1.0.norm1.weight", "features.denseblock4.15.conv2.weight", "features.transition3.conv.weight", "features.norm5.running_var", "classifier.weight")]
    public void NamesAreTorchVisions(string network, int tensors, params string[] some)
    {
        var graph = GraphBuilder.Build(Declare(network)).Graph!;
        string[] names = [.. graph.Nodes.SelectMany(node => node.Parameters.Select(parameter => $"{node.Name}.{parameter.Role}"))];

        // TorchVision counts num_batches_tracked too, one per BatchNorm.
        Assert.Equal(tensors, names.Length);
        Assert.All(some, name => Assert.Contains(name, names));
    }

    [Theory]
    [InlineData("ResNet18")]
    [InlineData("ResNet50")]
    [InlineData("MobileNetV2")]
    [InlineData("DenseNet121")]
    [InlineData("ResNet20")]
    [InlineData("UNet")]
    [InlineData("DenseNetSmall")]
    [InlineData("LeNet")]
    [InlineData("Mlp")]
    [InlineData("TinyMlp")]
    public void NoBatchNormIsLeft(string network) => FoldingAssert.NoBatchNormIsLeft(GraphBuilder.Build(Declare(network)).Graph!);

    /// <summary>How: <c>generators/decisions/0004-how-text-stays-small.md</c>.</summary>
    [Theory]
    [InlineData("ResNet18")]
    [InlineData("ResNet50")]
    [InlineData("MobileNetV2")]
    [InlineData("DenseNet121")]
    [InlineData("ResNet20")]
    [InlineData("UNet")]
    [InlineData("DenseNetSmall")]
    public void TextStaysSmall(string network) => Assert.InRange(NetworkCompiler.Compile(Declare(network)).Sources.Sum(source => Encoding.UTF8.GetByteCount(source.Text)), 100_000, 400_000);

    private static NetworkDeclaration Declare(string network) =>
        DeclarationReader.Read(AttributedClass.Of(Compilation.GetTypeByMetadataName("ModelZoo." + network)!), Compilation, default)!;

    /// <summary>The lines that attributes of the class and of the blocks that it uses are on.</summary>
    private static void Collect(INamedTypeSymbol type, HashSet<string> lines)
    {
        foreach (var attribute in type.GetAttributes())
        {
            var span = attribute.ApplicationSyntaxReference!.GetSyntax().FirstAncestorOrSelf<AttributeListSyntax>()!.GetLocation().GetLineSpan();
            lines.UnionWith(Enumerable.Range(span.StartLinePosition.Line, span.EndLinePosition.Line - span.StartLinePosition.Line + 1).Select(line => FormattableString.Invariant($"{span.Path} {line}")));
            foreach (var block in attribute.AttributeClass!.TypeArguments.OfType<INamedTypeSymbol>())
            {
                Collect(block, lines);
            }
        }
    }
}
