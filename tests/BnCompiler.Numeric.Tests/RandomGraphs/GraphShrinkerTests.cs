using BnCompiler.Numeric.Tests.Reference;
using FsCheck;
using FsCheck.Fluent;

namespace BnCompiler.Numeric.Tests.RandomGraphs;

/// <summary>What is left of a failing graph, and how it is printed.</summary>
public sealed class GraphShrinkerTests
{
    private static readonly NetSpec[] Specs = [.. RandomGraph.Networks.Sample(100, new Rnd(7), 30)];

    [Fact]
    public void CandidatesAreValidAndDeclareWhatTheyRead() =>
        Assert.All(Specs.SelectMany(GraphShrinker.Shrink), candidate =>
        {
            Assert.True(candidate.IsValid());
            Assert.Equal(candidate.Render("Net"), (candidate with { Layers = NetGraph.Of(candidate).Layers() }).Render("Net"));
        });

    [Fact]
    public void ShrinkingLeavesNothingButTheFailure()
    {
        NetSpec[] failing = [.. Specs.Where(AddsANormalizedValue)];
        Assert.NotEmpty(failing);
        Assert.All(failing, spec =>
        {
            var smallest = GraphShrinker.Smallest(spec, AddsANormalizedValue, tries: 1000);
            Assert.True(AddsANormalizedValue(smallest) && smallest is { Layers.Length: 2, Batch: 1, Input.Length: 1 }, $"{spec}\nshrinks to\n{smallest}");
        });
    }

    [Fact]
    public void CodeHasEveryArgumentAndWhatADeclarationLacks()
    {
        var spec = new NetSpec(
            Extent.Image(2, 3, 4), new Conv2dSpec(2, new Window(1, 2) { StrideWidth = 3 }), new BatchNormSpec(Affine: false) { Values = BatchNormValues.FarMean },
            new AddSpec("conv1") { From = "bn1" }, new ClampSpec(-0.5, 2))
        { Batch = 1, InputOffset = 30 };
        Assert.Equal(
            "new(Extent.Image(2, 3, 4), new Conv2dSpec(2, new Window(1, 2) { StrideWidth = 3 }, 1, true), "
            + "new BatchNormSpec(1E-05, 0.1, false) { Values = BatchNormValues.FarMean }, new AddSpec(\"conv1\") { From = \"bn1\" }, new ClampSpec(-0.5, 2)) "
            + "{ Batch = 1, InputOffset = 30 }",
            SpecCode.Of(spec));
    }

    private static bool AddsANormalizedValue(NetSpec spec)
    {
        var graph = NetGraph.Of(spec);
        return graph.Nodes.Any(node => node.Layer is AddSpec && node.Sources.Any(source => source > 0 && graph.Nodes[source - 1].Layer is BatchNormSpec));
    }
}
