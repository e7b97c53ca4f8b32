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

    private static readonly Dictionary<string, (Func<NetSpec, bool> Fails, int Layers)> Failures = new()
    {
        ["Adds a normalized value"] = (AddsANormalizedValue, 2),
        ["BatchNorm in a block"] = (spec => spec.Layers.Any(layer => layer is UseSpec use && use.Layers.Any(inner => inner is BatchNormSpec)), 1),
        ["Several inputs"] = (spec => spec.Inputs.Length > 1, 2),
        ["Several outputs"] = (spec => spec.Outputs.Length > 1, 2),
    };

    public static TheoryData<string> Cases => [.. Failures.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ShrinkingLeavesNothingButTheFailure(string name)
    {
        var (fails, layers) = Failures[name];
        NetSpec[] failing = [.. Specs.Where(fails)];
        Assert.NotEmpty(failing);
        Assert.All(failing, spec =>
        {
            var smallest = GraphShrinker.Smallest(spec, fails, tries: 1000);
            Assert.True(
                fails(smallest) && smallest is { Batch: 1, Input.Length: 1 } && smallest.Layers.Length == layers && smallest.Innermost().Count() == layers,
                $"{spec}\nshrinks to\n{smallest}");
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
            + "new BatchNormSpec(1E-05, 0.1, false, false) { Values = BatchNormValues.FarMean }, new AddSpec(\"conv1\") { From = \"bn1\" }, new ClampSpec(-0.5, 2)) "
            + "{ Batch = 1, InputOffset = 30 }",
            SpecCode.Of(spec));
    }

    [Fact]
    public void CodeHasBlocksAndParts()
    {
        var spec = new NetSpec(Extent.Features(3), new OutputSpec(), new InputSpec(Extent.Features(2)), new UseSpec(new BlockSpec("BlockA", 4, new LinearSpec(4)), 2), new ConcatSpec("tap1") { From = "blockA1" });
        Assert.Equal(
            "new(Extent.Features(3), new OutputSpec(), new InputSpec(Extent.Features(2)), new UseSpec(new BlockSpec(\"BlockA\", 4, new LinearSpec(4, true)), 2, 1), "
            + "new ConcatSpec(\"tap1\") { From = \"blockA1\" }) { Batch = 3, InputOffset = 0 }",
            SpecCode.Of(spec));
        Assert.Equal(
            """
            [Network(3)]
            [Output("tap1")]
            [Input("side1", 2)]
            [Use<BlockA>(2)]
            [Concat("tap1", From = "blockA1")]
            public sealed partial class Net;

            [Block, Linear(Channels)]
            internal sealed class BlockA { public const int Channels = 4; }

            """,
            spec.Render("Net"));
    }

    private static bool AddsANormalizedValue(NetSpec spec)
    {
        var graph = NetGraph.Of(spec);
        return graph.Nodes.Any(node => node.Layer is AddSpec && node.Sources.Any(source => source > 0 && graph.Nodes[source - 1].Layer is BatchNormSpec));
    }
}
