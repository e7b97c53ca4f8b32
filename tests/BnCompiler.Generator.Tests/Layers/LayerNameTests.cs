namespace BnCompiler.Generator.Tests.Layers;

public sealed class LayerNameTests
{
    [Fact]
    public void DefaultsAreKindAndNumber()
    {
        var graph = Networks.Build(
            "Network(1, 9, 9), Conv2d(4, 3), BatchNorm, ReLU, LeakyReLU, Sigmoid, Tanh, MaxPool2d(1), AvgPool2d(1), GlobalAvgPool2d, Flatten, Dropout, Linear(2), Linear(2), Softmax");

        Assert.Equal(
            ["input", "conv1", "bn1", "relu1", "leaky_relu1", "sigmoid1", "tanh1", "maxpool1", "avgpool1", "global_avgpool1", "flatten1", "dropout1", "linear1", "linear2", "softmax1"],
            graph.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void NamingALayerRenamesNoOther()
    {
        Assert.Equal(
            ["input", "relu1", "stem", "relu3"],
            Networks.Build("""Network(1), ReLU, ReLU(Name = "stem"), ReLU""").Nodes.Select(node => node.Name));
    }

    [Theory]
    [InlineData("", "is neither a letter followed by letters, digits and underscores, nor a number")]
    [InlineData("1st", "is neither a letter followed by letters, digits and underscores, nor a number")]
    [InlineData("_a", "is neither a letter followed by letters, digits and underscores, nor a number")]
    [InlineData("a.b", "is neither a letter followed by letters, digits and underscores, nor a number")]
    [InlineData("a b", "is neither a letter followed by letters, digits and underscores, nor a number")]
    [InlineData("input", "cannot be told from the network's input by its letters and digits")]
    [InlineData("relu1", "is taken by ReLU 'relu1'")]
    [InlineData("ReLU_1", "cannot be told from ReLU 'relu1' by its letters and digits")]
    public void WrongNames(string name, string reason)
    {
        Assert.Equal([$"BN0008 1.Name: {name} | {reason}"], Networks.Findings($"""Network(1), ReLU, Tanh(Name = "{name}")"""));
    }

    [Fact]
    public void TheSecondOfTwoWrittenNamesIsReported()
    {
        Assert.Equal(["BN0008 2.Name: a | is taken by Tanh 'a'"], Networks.Findings("""Network(1), Tanh(Name = "a"), ReLU, ReLU(Name = "a")"""));
    }

    [Fact]
    public void AWrittenNameThatIsALaterDefaultIsReported()
    {
        Assert.Equal(["BN0008 0.Name: relu1 | is taken by ReLU 'relu1'"], Networks.Findings("""Network(1), Tanh(Name = "relu1"), ReLU"""));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("conv1_1")]
    [InlineData("Größe2")]
    [InlineData("class")]
    [InlineData("0")]
    [InlineData("12")]
    public void GoodNames(string name) => Assert.Equal(name, Networks.Build($"""Network(1), Tanh(Name = "{name}")""").Nodes.Last().Name);
}
