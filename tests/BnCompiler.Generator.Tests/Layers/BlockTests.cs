using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Tests.Layers;

/// <summary>What blocks are written out to: layers, names, and what reads what.</summary>
public sealed class BlockTests
{
    private const string BasicBlock = """
        [Block]
        [Conv2d(Channels, 3, Stride = Stride, Padding = 1, Bias = false), BatchNorm, ReLU]
        [Conv2d(Channels, 3, Padding = 1, Bias = false), BatchNorm]
        [Add("input"), ReLU]
        public sealed class BasicBlock { public const int Channels = 8; public const int Stride = 1; }
        """;

    private const string Stem = "[Block, Conv2d(4, 1), ReLU] sealed class Stem;";

    [Fact]
    public void AUseIsItsLayersUnderItsName()
    {
        Assert.Equal(
            """
            input = Input -> [8, 6, 6]
            layer1.conv1 = Conv2d(8 → 8, kernel 3×3, padding 1)(input) -> [8, 6, 6] | weight
            layer1.bn1 = BatchNorm(8)(layer1.conv1) -> [8, 6, 6] | weight, bias, running_mean, running_var
            layer1.relu1 = ReLU(layer1.bn1) -> [8, 6, 6]
            layer1.conv2 = Conv2d(8 → 8, kernel 3×3, padding 1)(layer1.relu1) -> [8, 6, 6] | weight
            layer1.bn2 = BatchNorm(8)(layer1.conv2) -> [8, 6, 6] | weight, bias, running_mean, running_var
            layer1.add1 = Add(layer1.bn2, input) -> [8, 6, 6]
            layer1.relu2 = ReLU(layer1.add1) -> [8, 6, 6]
            return layer1.relu2
            """,
            Print("""Network(8, 6, 6), Use<BasicBlock>(Name = "layer1")""", BasicBlock));
    }

    [Fact]
    public void RepeatedInstancesFollowEachOtherAndAreNumbered()
    {
        Assert.Equal(
            """
            input = Input -> [3, 6, 6]
            conv1 = Conv2d(3 → 4, kernel 1×1)(input) -> [4, 6, 6] | weight, bias
            layer1.0.conv1 = Conv2d(4 → 4, kernel 1×1)(conv1) -> [4, 6, 6] | weight, bias
            layer1.0.relu1 = ReLU(layer1.0.conv1) -> [4, 6, 6]
            layer1.1.conv1 = Conv2d(4 → 4, kernel 1×1)(layer1.0.relu1) -> [4, 6, 6] | weight, bias
            layer1.1.relu1 = ReLU(layer1.1.conv1) -> [4, 6, 6]
            conv2 = Conv2d(4 → 2, kernel 1×1)(layer1.1.relu1) -> [2, 6, 6] | weight, bias
            return conv2
            """,
            Print("""Network(3, 6, 6), Conv2d(4, 1), Use<Stem>(Repeat = 2, Name = "layer1"), Conv2d(2, 1)""", Stem));
    }

    [Theory]
    [InlineData("Use<Stem>, Use<Stem>", "input stem1.conv1 stem1.relu1 stem2.conv1 stem2.relu1")]
    [InlineData("""Use<Stem>(Name = "head"), Use<Stem>(Repeat = 2)""", "input head.conv1 head.relu1 stem2.0.conv1 stem2.0.relu1 stem2.1.conv1 stem2.1.relu1")]
    [InlineData("""Use<Stem>(Repeat = 1, Name = "0"), ReLU(Name = "1")""", "input 0.conv1 0.relu1 1")]
    [InlineData("ReLU, Use<Stem>, ReLU", "input relu1 stem1.conv1 stem1.relu1 relu2")]
    public void Names(string layers, string expected) =>
        Assert.Equal(expected, string.Join(' ', Networks.Build($"Network(3, 6, 6), {layers}", Stem).Nodes.Select(node => node.Name)));

    [Theory]
    [InlineData("""Use<Stem>(Name = "a"), Tanh, Add("a")""", "add1 = Add(tanh1, a.relu1)")]
    [InlineData("""Use<Stem>(Name = "a", Repeat = 2), Tanh, Add("a")""", "add1 = Add(tanh1, a.1.relu1)")]
    [InlineData("""Use<Stem>(Name = "a", Repeat = 2), Tanh, Add("a.0")""", "add1 = Add(tanh1, a.0.relu1)")]
    [InlineData("""Use<Stem>(Name = "a", Repeat = 2), Tanh, Add("a.0.conv1")""", "add1 = Add(tanh1, a.0.conv1)")]
    [InlineData("""Use<Stem>(Name = "a"), Tanh, ReLU(From = "a.conv1"), Add("tanh1")""", "relu1 = ReLU(a.conv1)")]
    [InlineData("""Conv2d(4, 1), Tanh, Use<Stem>(Repeat = 2, From = "conv1"), Add("tanh1")""", "stem1.0.conv1 = Conv2d(4 → 4, kernel 1×1)(conv1)")]
    [InlineData("""Conv2d(4, 1), Tanh, Use<Stem>(Repeat = 2, From = "conv1"), Add("tanh1")""", "stem1.1.conv1 = Conv2d(4 → 4, kernel 1×1)(stem1.0.relu1)")]
    public void NamesFromOutside(string layers, string expected) => Assert.Contains(expected, Print($"Network(3, 6, 6), {layers}", Stem), StringComparison.Ordinal);

    [Fact]
    public void TheInputOfABlockIsWhatTheUseReads()
    {
        const string block = """[Block, Conv2d(4, 1), Tanh, Add("conv1"), Concat("input")] sealed class Dense;""";

        string graph = Print("""Network(4, 6, 6), Sigmoid, ReLU, Use<Dense>(Repeat = 2, From = "sigmoid1", Name = "d"), Concat("relu1")""", block);

        Assert.Contains("d.0.concat1 = Concat(4 → 8 channels)(d.0.add1, sigmoid1)", graph, StringComparison.Ordinal);
        Assert.Contains("d.1.concat1 = Concat(4 → 12 channels)(d.1.add1, d.0.concat1)", graph, StringComparison.Ordinal);
    }

    [Fact]
    public void BlocksNest()
    {
        const string stage = """
            [Block]
            [Use<BasicBlock>(2 * Width, First, Name = "0")]
            [Use<BasicBlock>(2 * Width, Repeat = Depth, Name = "rest")]
            [Add("0.conv1")]
            sealed class Stage { public const int Width = 4, First = 1; public const int Depth = 2; }
            """;

        var graph = Networks.Build("""Network(8, 6, 6), Use<Stage>(Name = "layer1"), Add("layer1.rest.1.bn1"), Use<Stage>(4, 1, 1, Name = "layer2")""", BasicBlock, stage);

        Assert.Contains("layer1.add1 = Add(layer1.rest.1.relu2, layer1.0.conv1)", GraphPrinter.Print(graph), StringComparison.Ordinal);
        Assert.Contains("add1 = Add(layer1.add1, layer1.rest.1.bn1)", GraphPrinter.Print(graph), StringComparison.Ordinal);
        Assert.Contains("layer2.rest.conv1", graph.Nodes.Select(node => node.Name));
        Assert.Contains("layer2.add1 = Add(layer2.rest.relu2, layer2.0.conv1)", GraphPrinter.Print(graph), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "4 → 8")]
    [InlineData("(6)", "4 → 12")]
    [InlineData("(6, 3)", "4 → 18")]
    [InlineData("(6, 3, 5)", "4 → 5")]
    [InlineData("(new object[] { 6, 3 })", "4 → 18")]
    [InlineData("(arguments: 6)", "4 → 12")]
    public void ArgumentsAreBoundByPositionAndDefaultsFollow(string arguments, string expected)
    {
        const string block = "[Block, Conv2d(Wide, 1)] sealed class Wider { public const int Channels = 4, Factor = 2; private const int Wide = Channels * Factor; }";

        Assert.Contains(expected, Print($"Network(4, 6, 6), Use<Wider>{arguments}", block), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("int N = 1", "3", "N", "3")]
    [InlineData("int N = 1", "3", "(-N + 5) * 2", "4")]
    [InlineData("int N = 1", "7", "N / 2 + N % 2 + (N << 2) + (N >> 1) - (N ^ 1) - (N | 8) + (N & 6) + ~N + +N", "19")]
    [InlineData("int N = 1", "7", "N > 6 && N >= 7 && !(N < 7) && N <= 7 && N == 7 && N != 8 ? 2 : 3", "2")]
    [InlineData("int N = 1", "0", "N != 0 && 8 / N > 1 || N < 0 ? 2 : 3", "3")]
    [InlineData("int N = 1", "7", "(int)(N * 0.5) + (int)((N == 7 ? 1 : 0.5) / 2 * 4)", "5")]
    [InlineData("int N = 1", "7", "(int)((double)N / 2 * 2)", "7")]
    [InlineData("double N = 1", "7", "(int)(N / 2)", "3")]
    [InlineData("double N = 1", "2.5f", "(int)(N * 2 - 0.5 + N % 2) + (N > 2 == true ? 1 : 0)", "6")]
    [InlineData("bool N = false", "true", "N & true | false ^ N ? 2 : 3", "2")]
    [InlineData("string N = \"a\"", "\"wide\"", "N == \"wide\" && N + \"r\" == \"wider\" && N != null ? 2 : 3", "2")]
    [InlineData("int N = 1", "3", "Block.N * Other.Two + Global.Three", "9")]
    [InlineData("int N = 1", "3", "N * nameof(N).Length", "")]
    public void ExpressionsAreComputedForEachUse(string parameter, string argument, string expression, string expected)
    {
        string block = $$"""
            [Block, Conv2d({{expression}}, 1)] sealed class Block { public const {{parameter}}; }
            static class Other { public const int Two = 2; }
            static class Global { public const int Three = 3; }
            """;
        var declaration = Networks.Declare($"Network(4, 6, 6), Use<Block>({argument})", block);

        object? channels = declaration.Layers.LastOrDefault()?.Arguments.FirstOrDefault(each => each.Name == "OutChannels")?.Value;
        Assert.Equal(expected.Length == 0 ? null : expected, channels?.ToString());
    }

    [Fact]
    public void NamesAndReadersMayDependOnConstants()
    {
        const string block = """[Block, Tanh(Name = Own), ReLU, Add(Own, "input")] sealed class Named { public const string Own = "first"; }""";

        Assert.Contains("b.add1 = Add(b.relu1, b.mine, a.add1)", Print("""Network(4), Use<Named>(Name = "a"), Use<Named>("mine", Name = "b")""", block), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""Use<Stem>(Name = "a.b")""", "BN0008 0.Name: a.b | is neither a letter followed by letters, digits and underscores, nor a number")]
    [InlineData("""Use<Stem>(Name = "a"), Tanh(Name = "A")""", "BN0008 3.Name: A | cannot be told from Stem 'a' by its letters and digits")]
    [InlineData("""Tanh(Name = "stem1"), Use<Stem>""", "BN0008 0.Name: stem1 | is taken by Stem 'stem1'")]
    [InlineData("""Use<Stem>(From = "stem1")""", "BN0015 0.From: Stem 'stem1' | stem1 | is the layer itself | input")]
    [InlineData("""Use<Stem>(From = "stem1.conv1")""", "BN0015 0.From: Stem 'stem1' | stem1.conv1 | is written later | input")]
    [InlineData("""Use<Stem>(Repeat = 2), Add("Stem1")""", "BN0015 6.Others[0]: Add 'add1' | Stem1 | does not exist (but 'stem1' does) | input, stem1")]
    [InlineData("""Use<Stem>(Repeat = 2), Add("stem1.2")""", "BN0015 6.Others[0]: Add 'add1' | stem1.2 | does not exist | input, stem1")]
    [InlineData("""Tanh, Use<Inner>""", "BN0015 2.Others[0]: Add 'inner1.add1' | tanh1 | does not exist | input")]
    [InlineData("""Use<Clash>""", "BN0008 1.Name: input | cannot be told from the block's input by its letters and digits")]
    public void WrongNames(string layers, string expected)
    {
        const string more = """[Block, Add("tanh1")] sealed class Inner; [Block, Tanh(Name = "input")] sealed class Clash;""";

        Assert.Equal([expected], Networks.Findings($"Network(3, 6, 6), {layers}", Stem, more));
    }

    private static string Print(string attributes, params string[] blocks) => GraphPrinter.Print(Networks.Build(attributes, blocks));
}
