namespace BnCompiler.Generator.Tests.Goldens;

/// <summary>What is emitted for BatchNorms that no weights in front take, in inference programs.</summary>
public sealed class FoldGoldens
{
    [Fact]
    public async Task BiasByPosition() =>
        await Verify(Golden.Source("Inference", "[Network(4, 6, 7), ReLU, BatchNorm, Conv2d(16, 3, Padding = 1), ReLU, BatchNorm, Conv2d(16, 3, Padding = 1, Groups = 16)]"), "cs");

    [Fact]
    public async Task SideValues() => await Verify(
        Golden.Source("Inference", """[Network(4, 6, 7), BatchNorm, ReLU, Conv2d(4, 3, Padding = 1), Add("input"), BatchNorm, ReLU, Conv2d(4, 3, Padding = 1), Add("add1")]"""), "cs");

    [Fact]
    public async Task ConcatWithASeam() =>
        await Verify(Golden.Source("Inference", """[Network(4, 6, 7), Conv2d(20, 1), ReLU, Concat("input"), BatchNorm, ReLU, Conv2d(3, 1)]"""), "cs");

    [Fact]
    public async Task SoftmaxAndFlatten() =>
        await Verify(Golden.Source("Inference", """[Network(4, 3, 3), Softmax, BatchNorm, Flatten, BatchNorm, ReLU, Add("flatten1"), Linear(2)]"""), "cs");
}
