using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Tests.Architecture;
using BnCompiler.Generator.Tests.Layers;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.Generator.Tests.Passes;

/// <summary>
/// No inference program has a step for a BatchNorm, or a pass over memory of its own for one: over all networks of the goldens, the samples and the benchmarks, and over
/// graphs with BatchNorms wherever one can be.
/// </summary>
public sealed class FoldingScheduleTests
{
    private static readonly string[] Layers =
    [
        "Conv2d(6, 1)", "Conv2d(6, 3, Padding = 1)", "Conv2d(6, 3, Padding = 1, Groups = 6)", "ConvTranspose2d(6, 3, Stride = 2)", "MaxPool2d(2)", "AvgPool2d(2)",
        "AvgPool2d(3, Padding = 1)", "Upsample(2)", "ZeroPad2d(1)", "ChannelShuffle(2)", "GlobalAvgPool2d", "GlobalMaxPool2d", "AdaptiveAvgPool2d(3)", "Softmax", "LogSoftmax",
        "ReLU", "GELU", "PReLU", "PReLU(NumParameters = 6)", "GroupNorm(2)", "InstanceNorm", "LayerNorm", "Reshape(6, -1)", "Dropout", "Add(\"first\")", "Concat(\"first\")", "Multiply(\"first\")",
    ];

    public static TheoryData<string> Declared =>
    [
        "Network(3, 8, 8), BatchNorm",
        "Network(3, 8, 8), BatchNorm, Conv2d(4, 3, Padding = 1), Concat(\"bn1\")",
        "Network(3, 8, 8), BatchNorm, ReLU, Add(\"input\")",
        "Network(3, 8, 8), BatchNorm, BatchNorm, ReLU, Add(\"bn1\", \"input\")",
        "Network(9), BatchNorm, ReLU, Linear(9), Add(\"input\"), BatchNorm, ReLU, Linear(3)",
        "Network(3, 8, 8), Conv2d(6, 1), ReLU(Name = \"x\"), BatchNorm, ReLU, Conv2d(6, 3, Padding = 1), BatchNorm, ReLU, Conv2d(6, 3, Padding = 1), Add(\"x\", Name = \"y\"), BatchNorm, ReLU, Conv2d(6, 3, Padding = 1), Add(\"y\"), BatchNorm, ReLU",
        "Network(3, 8, 8), Conv2d(6, 1), BatchNorm, ReLU, Conv2d(5, 3, Padding = 1), Concat(\"conv1\"), BatchNorm, ReLU, Conv2d(5, 3, Padding = 1), Concat(\"concat1\"), BatchNorm, ReLU, Conv2d(5, 3, Padding = 1), Concat(\"concat2\"), BatchNorm, ReLU, GlobalAvgPool2d, Flatten, Linear(3)",
        "Network(3, 8, 8), Conv2d(6, 1), Flatten, BatchNorm, ReLU, Linear(3)",
        "Network(3, 8, 8), Conv2d(6, 1), Flatten, BatchNorm",
        "Network(3, 8, 8), Conv2d(6, 1), Flatten, BatchNorm, Softmax",
        "Network(3, 8, 8), Conv2d(6, 1), Flatten, BatchNorm, ReLU, Linear(3), Flatten(From = \"conv1\"), Linear(3), Add(\"linear1\")",
        "Network(3, 8, 8), Conv2d(6, 1), Flatten, BatchNorm, ReLU, Add(\"flatten1\"), Linear(3)",
        "Network(3, 8, 8), Conv2d(6, 1), ReLU, BatchNorm, Flatten, BatchNorm, Tanh, Linear(3)",
        "Network(3, 8, 8), Flatten, BatchNorm, ReLU, Linear(3)",
        "Network(3, 8, 8), Conv2d(6, 1), ReLU, BatchNorm, Conv2d(6, 3, Padding = 1), Conv2d(6, 1, From = \"relu1\"), Add(\"conv2\")",
        "Network(3, 8, 8), Conv2d(6, 1), ReLU, BatchNorm, Conv2d(600, 3, Padding = 1), Conv2d(600, 1, From = \"relu1\"), Add(\"conv2\")",
        "Network(3, 8, 8), Conv2d(6, 1), ReLU, BatchNorm(Name = \"y\"), Conv2d(6, 3, Padding = 1), Conv2d(6, 3, Padding = 1, From = \"y\"), Add(\"conv2\")",
        "Network(3, 8, 8), Conv2d(6, 1), ReLU, BatchNorm, BatchNorm(From = \"relu1\"), Tanh, Add(\"bn1\")",
        "Network(3, 8, 8), Conv2d(6, 1), BatchNorm, Output(\"a\"), ReLU, Conv2d(2, 3, Padding = 1)",
        "Network(3, 8, 8), Conv2d(6, 1), Output(\"a\"), BatchNorm, ReLU, Conv2d(2, 1)",
        "Network(3, 8, 8), Conv2d(6, 1), ReLU, BatchNorm, Output(\"a\"), Conv2d(2, 1), Conv2d(2, 1, From = \"relu1\"), Add(\"conv2\")",
        "Network(3, 8, 8), BatchNorm, Output(\"a\"), ReLU(From = \"input\"), Add(\"bn1\")",
        "Network(3, 8, 8), Conv2d(6, 1), BatchNorm, MaxPool2d(2), Conv2d(6, 3, Padding = 1), BatchNorm, MaxPool2d(2), ReLU",
        "Network(3, 8, 8), Conv2d(6, 1), ReLU, BatchNorm, MaxPool2d(2), Conv2d(6, 3, Padding = 1)",
        "Network(3, 8, 8), Conv2d(6, 1), BatchNorm, BatchNorm, ReLU, BatchNorm, BatchNorm, ReLU, BatchNorm, BatchNorm, Conv2d(6, 3, Padding = 1), BatchNorm, BatchNorm",
    ];

    [Theory]
    [MemberData(nameof(Declared))]
    public void DeclaredGraphs(string attributes) => FoldingAssert.NoBatchNormIsLeft(Networks.Build(attributes));

    /// <summary>Behind every layer, with every kind of reader, alone and with others beside the BatchNorm.</summary>
    [Fact]
    public void BehindAndInFrontOfEveryLayer()
    {
        int count = 0;
        foreach (string before in Layers)
        {
            foreach (string behind in Layers.Where(layer => !layer.Contains("first", StringComparison.Ordinal)))
            {
                string chain = $"Network(6, 9, 9), Tanh(Name = \"first\"), {before}, BatchNorm, {behind}, Conv2d(4, 1)";
                string readTwice = $"Network(6, 9, 9), Tanh(Name = \"first\"), {Named(before)}, BatchNorm, {behind}, Flatten, Linear(2), Flatten(From = \"x\"), Linear(2), Add(\"linear1\")";
                string output = $"Network(6, 9, 9), Tanh(Name = \"first\"), {Named(before)}, {behind}, BatchNorm(From = \"x\")";
                foreach (string attributes in new[] { chain, readTwice, output })
                {
                    if (GraphBuilder.Build(Networks.Declare(attributes)).Graph is { } graph)
                    {
                        FoldingAssert.NoBatchNormIsLeft(graph);
                        count++;
                    }
                }
            }
        }

        Assert.InRange(count, 1000, int.MaxValue);
    }

    [Fact]
    public void NetworksOfGoldensSamplesAndBenchmarks()
    {
        int batchNorms = 0;
        foreach (var graph in Written())
        {
            FoldingAssert.NoBatchNormIsLeft(graph);
            batchNorms += graph.Nodes.Count(node => node.Layer is BatchNormLayer);
        }

        Assert.InRange(batchNorms, 20, int.MaxValue);
    }

    private static string Named(string layer) => layer.EndsWith(')') ? layer[..^1] + ", Name = \"x\")" : layer + "(Name = \"x\")";

    /// <summary>The networks in the text of goldens, and the classes of samples and benchmarks.</summary>
    private static IEnumerable<Graph> Written()
    {
        foreach (string file in Files("tests/BnCompiler.Generator.Tests/Goldens"))
        {
            var literals = CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantTokens().Select(token => token.Value).OfType<string>();
            foreach (string attributes in literals.Where(text => text.StartsWith("[Network(", StringComparison.Ordinal)))
            {
                foreach (var graph in Graphs($"{attributes} partial class Net;"))
                {
                    yield return graph;
                }
            }
        }

        foreach (string file in Files("samples").Concat(Files("tests/BnCompiler.Benchmarks")))
        {
            string text = File.ReadAllText(file);
            foreach (var graph in text.Contains("[Network(", StringComparison.Ordinal) ? Graphs(text) : [])
            {
                yield return graph;
            }
        }
    }

    /// <summary>The graphs of all networks in a file that have no errors.</summary>
    private static IEnumerable<Graph> Graphs(string source)
    {
        var compilation = GeneratorHarness.Compile(source);
        var tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == "File1.cs");
        var model = compilation.GetSemanticModel(tree);
        foreach (var type in tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().Where(IsNetwork))
        {
            var declaration = DeclarationReader.Read(AttributedClass.Of(model.GetDeclaredSymbol(type)!), compilation, default)!;
            if (GraphBuilder.Build(declaration).Graph is { } graph)
            {
                yield return graph;
            }
        }
    }

    private static bool IsNetwork(ClassDeclarationSyntax type) =>
        type.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() == "Network");

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".verified.cs", StringComparison.Ordinal) && !file.Replace('\\', '/').Contains("/obj/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
