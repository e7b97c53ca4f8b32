namespace BnCompiler.Generator.Tests.Diagnostics;

/// <summary>BN0015, BN0016 and BN0005 of layers with several inputs: at the name that is wrong.</summary>
public sealed class GraphDiagnosticTests
{
    [Theory]
    [InlineData("""ReLU, Tanh([|From = "relu"|])""", "Tanh 'tanh1' reads 'relu', which does not exist; it can read input, relu1")]
    [InlineData("""ReLU, Tanh([|From = "Relu1"|])""", "Tanh 'tanh1' reads 'Relu1', which does not exist (but 'relu1' does); it can read input, relu1")]
    [InlineData("""ReLU, Tanh([|From = "sigmoid1"|]), Sigmoid""", "Tanh 'tanh1' reads 'sigmoid1', which is written later; it can read input, relu1")]
    [InlineData("""ReLU, Add("relu1", [|"a"|], "input")""", "Add 'add1' reads 'a', which does not exist; it can read input, relu1")]
    [InlineData("""ReLU, Concat([|"a"|])""", "Concat 'concat1' reads 'a', which does not exist; it can read input, relu1")]
    [InlineData("""ReLU, Multiply([|others: "a"|])""", "Multiply 'multiply1' reads 'a', which does not exist; it can read input, relu1")]
    [InlineData("""ReLU, Add([|new[] { "relu1", "a" }|])""", "Add 'add1' reads 'a', which does not exist; it can read input, relu1")]
    public Task UnknownInput(string layers, string message) =>
        ExpectedDiagnostics.SingleAsync("BN0015", message, $"[Network(4), {layers}] partial class Net;");

    [Fact]
    public Task EveryUnknownInputIsReported() => ExpectedDiagnostics.IdsAsync(
        ["BN0015", "BN0015"], """[Network(4), ReLU, Add([|"a"|], "relu1", [|"b"|])] partial class Net;""");

    [Fact]
    public Task UnreadLayer() => ExpectedDiagnostics.SingleAsync(
        "BN0016",
        "Sigmoid 'sigmoid1': nothing reads its value, so it is left out of the network",
        """[Network(4), ReLU, [|Sigmoid|], Tanh(From = "relu1")] partial class Net;""");

    [Fact]
    public Task ReadLayersAreQuiet() => ExpectedDiagnostics.NoneAsync(
        """[Network(4), ReLU, Sigmoid, Tanh(From = "relu1"), Multiply("sigmoid1", "input")] partial class Net;""");

    [Fact]
    public Task BranchesOfDifferentShapes() => ExpectedDiagnostics.SingleAsync(
        "BN0005",
        "Add 'add1' expects [8, 8, 8], the shape of 'conv1', but [4, 8, 8] from 'input' arrives: give both branches the same channels, height and width",
        """[Network(4, 8, 8), Conv2d(8, 3, Padding = 1), Add("conv1", [|"input"|])] partial class Net;""");
}
