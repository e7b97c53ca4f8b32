using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Layers;
using BnCompiler.Numeric.Tests.Reference;
using BnCompiler.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>The networks of <c>samples/ModelZoo</c> as they are declared, blocks included, for images so small that the reference can follow.</summary>
internal sealed class ModelZoo : IDisposable
{
    /// <summary>The last maps have one position: of fewer samples a BatchNorm would leave next to nothing.</summary>
    private const int Batch = 4;

    private readonly CSharpCompilation declarations;
    private readonly LoadedNetworks loaded;

    /// <param name="epsilon">The ε of every BatchNorm.</param>
    public ModelZoo(double epsilon)
    {
        var smaller = new SmallerNetworks(Sizes, epsilon);
        string[] sources = [.. Directory.GetFiles(Path.Combine(SampleFolder.Path, "ModelZoo", "Networks"), "*.cs").Select(path => smaller.Rewrite(File.ReadAllText(path)))];
        declarations = CSharpCompilation.Create("ModelZoo", sources.Select(source => CSharpSyntaxTree.ParseText(source)), PlatformReferences.All);
        loaded = NetworkCompilation.Run(sources).Load();
    }

    /// <summary>Height and width of the images, by network: the smallest of which the last map has a position.</summary>
    private static Dictionary<string, int> Sizes { get; } = new()
    {
        ["ResNet18"] = 16,
        ["ResNet50"] = 16,
        ["MobileNetV2"] = 16,
        ["DenseNet121"] = 32,
        ["ResNet20"] = 16,
        ["UNet"] = 16,
        ["DenseNetSmall"] = 8,
        ["LeNet"] = 8,
    };

    /// <summary>The networks: those of <see cref="Sizes"/>, and those that take features.</summary>
    public static IEnumerable<string> Names => [.. Sizes.Keys, "Mlp", "TinyMlp"];

    public NetworkUnderTest this[string name] => new(loaded, FullName(name));

    public NetSpec Spec(string name)
    {
        var attributed = AttributedClass.Of(declarations.GetTypeByMetadataName(FullName(name))!);
        var graph = GraphBuilder.Build(DeclarationReader.Read(attributed, declarations, default)!).Graph!;
        return GraphSpecs.Of(graph) with { Batch = Batch, Winograd = graph.AllowsWinograd };
    }

    public void Dispose() => loaded.Dispose();

    private static string FullName(string name) => "ModelZoo." + name;
}
