namespace BnCompiler.Generator.Tests.Caching;

/// <summary>Hint names are valid and unique whatever the classes are called; a clash would take the output of all networks away.</summary>
public sealed class HintNameTests
{
    [Theory]
    [InlineData("[Network(4), ReLU] partial class Net;", "Net.g.cs")]
    [InlineData("namespace A.B; [Network(4), ReLU] partial class Net;", "A.B.Net.g.cs")]
    [InlineData("namespace A; partial class Outer { partial struct Inner { [Network(4), ReLU] partial class Net; } }", "A.Outer+Inner+Net.g.cs")]
    [InlineData("namespace @namespace; [Network(4), ReLU] partial class @class;", "namespace.class.g.cs")]
    [InlineData("[Network(4), ReLU] partial class Сеть;", "Сеть.g.cs")]
    public void FollowTheFullName(string source, string expected)
    {
        Assert.Contains(expected, GeneratorHarness.Generate(source).HintNames);
    }

    [Theory]
    [InlineData("[Network(4), ReLU] partial class Net; [Network(4), ReLU] partial class net; [Network(4), ReLU] partial class NET;", 3)]
    [InlineData("[Network(4), ReLU] partial class Net { [Network(4), ReLU] public partial class Kernels; }", 2)]
    [InlineData("namespace A { [Network(4), ReLU] partial class Net; } partial class A { [Network(4), ReLU] partial class Net; }", 2)]
    public void NeverClash(string source, int networks)
    {
        var result = GeneratorHarness.Generate(source).Result;

        Assert.Null(result.Exception);
        var faces = result.GeneratedSources.Where(file => file.HintName.Count(c => c == '.') >= 2).Select(file => file.HintName).ToArray();
        Assert.Equal(faces.Length, faces.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.True(faces.Length >= networks, string.Join(", ", faces));
    }

    [Fact]
    public void TheAttributeOnTwoPartsIsOneNetwork()
    {
        var result = GeneratorHarness.Generate("[Network(4), ReLU] partial class Net; [Network(4)] partial class Net;").Result;

        Assert.Null(result.Exception);
        Assert.Single(result.GeneratedSources, file => file.HintName == "Net.g.cs");
    }
}
