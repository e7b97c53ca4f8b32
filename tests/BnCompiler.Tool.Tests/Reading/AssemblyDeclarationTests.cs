using BnCompiler.Tool.Compiling;
using BnCompiler.Tool.Exporting;
using BnCompiler.Tool.Reading;
using BnCompiler.Tool.Tests.Exporting;
using BnCompiler.Tool.Tests.Support;

namespace BnCompiler.Tool.Tests.Reading;

/// <summary>A declaration read from an assembly is the one that its source has.</summary>
public sealed class AssemblyDeclarationTests : IDisposable
{
    /// <summary>What names, places and arguments of classes can be.</summary>
    private const string Forms = """
        using BnCompiler;

        namespace @class.Models
        {
            public static partial class Outer
            {
                [Network(2, 6, 6, WeightDecay = WeightDecayScope.NotScaleFree, Winograd = false)]
                [Use<Scaled>(Repeat = 2, Name = "scaled"), Use<Scaled>(4, Name = "again"), Dropout, Dropout(0.25), Use<Other.@event>(4, 0.5f, true, "\"quoted\"")]
                [Clamp(-0.5, 1), Add("scaled.0.relu1", From = "again"), Output("sum"), Flatten, Linear(Width * 2)]
                internal sealed partial class Net
                {
                    private const int Width = 3;
                }

                [Block, Conv2d(Channels, 3, Padding = Channels / 3), ReLU]
                private sealed class Scaled
                {
                    private const int Channels = 4;
                    private const int Unused = 2 * Channels;
                }
            }
        }

        namespace Other
        {
            [Block, Conv2d(@int, 1), LeakyReLU(NegativeSlope = Slope), Use<Net>]
            internal abstract class @event
            {
                public const int @int = 4;
                public const double Slope = 0.5;
                public const bool Flag = true;
                public const string Text = "\"quoted\"";
                public const double Least = double.NegativeInfinity;
            }

            [Block, Upsample(1, ScaleHeight = 1, Mode = UpsampleMode.Bilinear)]
            internal sealed class Net;
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Everything")]
    [InlineData("Masked")]
    public void ANetworkOfLayersOnly(string name) => IsTheSame(name, RoundTripTests.Layers);

    [Theory]
    [InlineData("LeNet")]
    [InlineData("DenseNetSmall")]
    public void ANetworkWithBlocks(string name) => IsTheSame(name, ZooSources.Of(name));

    [Theory]
    [InlineData("class.Models.Outer+Net")]
    [InlineData("Net")]
    public void EveryFormOfClassesAndArguments(string name) => IsTheSame(name, Forms);

    [Fact]
    public void ABlockWithOtherValuesThanItsDefaults_IsRefused() => IsRefused(
        "The block 'ModelZoo.BasicBlock' is used with Channels = 16, but an assembly has its layers for the default Channels = 64 only; "
        + "give the C# files of the network and its blocks with --source instead of the assembly.",
        "ResNet20", ZooSources.Of("ResNet20", "ResidualBlocks"));

    [Fact]
    public void AGenericBlock_IsRefused() => IsRefused(
        "The block 'Wide' is no class without type parameters, and others are not read from assemblies; give the C# files of the network and its blocks with --source instead of the assembly.",
        "Net", "using BnCompiler; [Network(3), Use<Wide<int>>] public partial class Net; [Block, Linear(3)] internal sealed class Wide<T>;");

    [Fact]
    public void ANetworkThatIsNotThere_IsRefused() => IsRefused(
        "The network 'Other' is declared 0 times; expected once, and there are [class.Models.Outer+Net].", "Other", Forms);

    [Fact]
    public void AnAttributeOfAnotherLibrary_IsPassedOver() => Assert.Contains(
        "Linear", ReadWithLibrary("public sealed class NoteAttribute : System.Attribute;", "[Note, BnCompiler.Network(3), BnCompiler.Linear(2)] public partial class Net;"), StringComparison.Ordinal);

    [Fact]
    public void ALayerOfAnotherVersion_IsRefused() => Assert.Equal(
        "The class 'Net' has the attribute 'BnCompiler.FutureAttribute', which this version of BnCompiler does not have; use the tool of the version that the assembly was compiled with.",
        Assert.Throws<DeclarationException>(() => ReadWithLibrary(
            "namespace BnCompiler; public sealed class FutureAttribute : LayerAttribute;", "[BnCompiler.Network(3), BnCompiler.Linear(2), BnCompiler.Future] public partial class Net;")).Message);

    [Fact]
    public void AFileThatIsNoAssembly_IsRefused()
    {
        File.WriteAllText(_folder.File("app.dll"), "text");
        Assert.Equal($"'{_folder.File("app.dll")}' is no .NET assembly.", Assert.Throws<DeclarationException>(() => AssemblyDeclaration.Read(_folder.File("app.dll"), "Net")).Message);
    }

    private void IsTheSame(string name, params string[] sources)
    {
        string read = Read(name, sources);
        Assert.Equal(SourceDeclaration.Find(sources, name), SourceDeclaration.Find([read], name));
        Assert.Equal(Export("source.onnx", name, sources), Export("assembly.onnx", name, read));
    }

    private void IsRefused(string message, string name, params string[] sources) =>
        Assert.Equal(message, Assert.Throws<DeclarationException>(() => Read(name, sources)).Message);

    private string Read(string name, params string[] sources)
    {
        CompiledAssembly.Write(_folder.File("app.dll"), sources);
        return AssemblyDeclaration.Read(_folder.File("app.dll"), name);
    }

    /// <summary>Reads the network from an assembly that is compiled with a library which the tool does not find.</summary>
    private string ReadWithLibrary(string library, string source)
    {
        CompiledAssembly.WriteWithLibrary(_folder.File("app.dll"), library, source);
        return AssemblyDeclaration.Read(_folder.File("app.dll"), "Net");
    }

    private byte[] Export(string file, string name, params string[] sources)
    {
        using var network = SourceNetwork.Compile(sources, name, 5);
        Exporter.Export(network, folded: true).Model.Save(_folder.File(file));
        return File.ReadAllBytes(_folder.File(file));
    }
}
