using System.Reflection;
using System.Resources;
using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Parameters;

/// <summary>Weights that are a resource of an assembly.</summary>
public class EmbeddedWeightsTests
{
    private const string Name = "net.safetensors";

    [Fact]
    public void EmbeddedWeights_AreThoseOfTheFile()
    {
        ParameterSet saved = Layouts.Filled(Layouts.Small(), 1);
        Assembly assembly = AssemblyWithResources.Load("Models", ("other", [1, 2, 3]), (Name, TensorFile.Save(saved)));
        ParameterSet loaded = new(Layouts.Small());
        loaded.Load(assembly, Name);
        Assert.Equal(saved.Block.ToArray(), loaded.Block.ToArray());
    }

    [Fact]
    public void Options_AreFollowed()
    {
        Assembly assembly = AssemblyWithResources.Load("Models", (Name, TensorFile.Of(("net.linear2.bias", "F32", [2], TensorFile.Singles(3, 4)))));
        ParameterSet set = Layouts.Filled(Layouts.Small(), 1);
        Assert.Throws<ParameterMismatchException>(() => set.Load(assembly, Name));
        set.Load(assembly, Name, new LoadOptions { Prefix = "net.", Strict = false });
        Assert.Equal([3, 4], set["linear2.bias"].Values.ToArray());
    }

    [Fact]
    public void TheFileIsNotCopied()
    {
        const int Rows = 1 << 10;
        ParameterLayout layout = Layouts.Of(Layouts.Define("linear1.weight", ParameterKind.Weight, Rows, Rows));
        ParameterSet saved = Layouts.Filled(layout, 1);
        Assembly assembly = AssemblyWithResources.Load("Models", (Name, TensorFile.Save(saved)));
        ParameterSet warm = new(layout), loaded = new(layout);
        warm.Load(assembly, Name);
        long before = GC.GetAllocatedBytesForCurrentThread();
        loaded.Load(assembly, Name);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
        Assert.Equal(saved.Block.ToArray(), loaded.Block.ToArray());
    }

    [Fact]
    public void AMissingResource_IsNamedBesideThoseThereAre()
    {
        Assembly assembly = AssemblyWithResources.Load("Models", ("b", []), ("a", []));
        string message = Assert.Throws<MissingManifestResourceException>(() => new ParameterSet(Layouts.Small()).Load(assembly, Name)).Message;
        Assert.Equal("Models has no resource 'net.safetensors'. It has: 'a', 'b'.", message);
        message = Assert.Throws<MissingManifestResourceException>(() => SafeTensorsFile.Open(AssemblyWithResources.Load("Empty"), Name)).Message;
        Assert.Equal("Empty has no resource 'net.safetensors'. It has none; <EmbeddedResource Include=\"FILE\" LogicalName=\"net.safetensors\" /> in its project embeds one.", message);
    }

    [Fact]
    public void ADamagedResource_IsNamed_AndNothingChanges()
    {
        ParameterSet set = Layouts.Filled(Layouts.Small(), 1);
        float[] before = set.Block.ToArray();
        Assembly assembly = AssemblyWithResources.Load("Models", (Name, TensorFile.Save(set)[..^1]));
        string message = Assert.Throws<SafeTensorsException>(() => set.Load(assembly, Name)).Message;
        Assert.StartsWith("The resource 'net.safetensors' of Models: ", message, StringComparison.Ordinal);
        Assert.Equal(before, set.Block.ToArray());
    }

    [Fact]
    public void ArgumentsAreChecked()
    {
        ParameterSet set = new(Layouts.Small());
        Assert.Throws<ArgumentNullException>("assembly", () => set.Load(null!, Name));
        Assert.Throws<ArgumentException>("resourceName", () => set.Load(typeof(EmbeddedWeightsTests).Assembly, ""));
        Assert.Throws<ArgumentNullException>("assembly", () => SafeTensorsFile.Open(null!, Name));
    }
}
