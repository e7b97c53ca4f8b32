using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Passes;
using BnCompiler.Generator.Tests.Layers;

namespace BnCompiler.Generator.Tests.Passes;

public sealed class FoldBatchNormTests
{
    [Fact]
    public void BackwardIntoTheProducer()
    {
        Assert.Equal(
            """
            input = Input -> [3, 8, 8]
            conv1 = Conv2d(3 → 4, kernel 3×3, padding 1)(input) -> [4, 8, 8] | weight, bias | folds bn1 into outputs
            relu1 = ReLU(conv1) -> [4, 8, 8]
            return relu1
            """,
            PassAssert.Print(Networks.Build("Network(3, 8, 8), Conv2d(4, 3, Padding = 1), BatchNorm, ReLU"), new FoldBatchNorm()));
    }

    [Fact]
    public void ForwardOverFlattenWhereNothingInFrontHasWeights()
    {
        Assert.Equal(
            """
            input = Input -> [3, 8, 8]
            avgpool1 = AvgPool2d(kernel 2×2)(input) -> [3, 4, 4]
            flatten1 = Flatten(avgpool1) -> [48]
            linear1 = Linear(48 → 10)(flatten1) -> [10] | weight, bias | folds bn1 into inputs × 16
            return linear1
            """,
            PassAssert.Print(Networks.Build("Network(3, 8, 8), BatchNorm, AvgPool2d(2), Flatten, Linear(10)"), new FoldBatchNorm()));
    }

    [Fact]
    public void IntoTheKernelInFrontOfZeroPaddingWhereThatIsCheaper()
    {
        Assert.Equal(
            """
            input = Input -> [3, 8, 8] | then BatchNorm bn1
            conv1 = Conv2d(3 → 4, kernel 3×3, padding 1)(input) -> [4, 8, 8] | weight, bias
            relu1 = ReLU(conv1) -> [4, 8, 8] | then BatchNorm bn2
            conv2 = Conv2d(4 → 64, kernel 3×3, padding 1)(relu1) -> [64, 8, 8] | weight, bias
            return conv2
            """,
            PassAssert.Print(
                Networks.Build("Network(3, 8, 8), BatchNorm, Conv2d(4, 3, Padding = 1), ReLU, BatchNorm, Conv2d(64, 3, Padding = 1)"),
                new FoldBatchNorm()));
    }

    [Fact]
    public void NeighbouringBatchNormsAreAppliedInOrder()
    {
        Assert.Equal(
            """
            input = Input -> [4]
            linear1 = Linear(4 → 3)(input) -> [3] | weight, bias | folds bn3 into outputs, bn4 into outputs, bn2 into inputs, bn1 into inputs
            return linear1
            """,
            PassAssert.Print(Networks.Build("Network(4), BatchNorm, BatchNorm, Linear(3), BatchNorm, BatchNorm"), new FoldBatchNorm()));
        Assert.Equal(
            """
            input = Input -> [4] | then BatchNorm bn1, BatchNorm bn2
            relu1 = ReLU(input) -> [4]
            return relu1
            """,
            PassAssert.Print(Networks.Build("Network(4), BatchNorm, BatchNorm, ReLU"), new FoldBatchNorm()));
    }

    [Theory]
    [InlineData("Network(4), Linear(3), BatchNorm", "bn1: folded backward into linear1, which computes its input")]
    [InlineData("Network(4), Linear(3), Dropout, BatchNorm", "bn1: folded backward into linear1, through dropout1")]
    [InlineData("Network(4), Linear(3), Flatten, BatchNorm", "bn1: folded backward into linear1, through flatten1")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 3, Groups = 4, Padding = 1), BatchNorm", "bn1: folded backward into conv1, which computes its input")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), AvgPool2d(2), GlobalAvgPool2d, Flatten, BatchNorm", "bn1: folded backward into conv1, through flatten1, global_avgpool1, avgpool1")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), AvgPool2d(2, Padding = 1, CountIncludePad = false), BatchNorm", "bn1: folded backward into conv1, through avgpool1")]
    [InlineData("Network(4, 8, 8), BatchNorm, Conv2d(3, 3)", "bn1: folded forward into conv1, because input has no weights")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), Flatten, BatchNorm, Linear(2)", "bn1: folded forward into linear1, because flatten1 makes several features of one channel")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), MaxPool2d(2), BatchNorm, Conv2d(2, 1)", "bn1: folded forward into conv2, because maxpool1 lets only positive scales pass")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), AvgPool2d(3, Padding = 1), BatchNorm, Conv2d(2, 1)", "bn1: folded forward into conv2, because avgpool1 counts the zeros of its padding")]
    [InlineData("Network(4, 8, 8), ReLU, BatchNorm, AvgPool2d(2), Conv2d(2, 1)", "bn1: folded forward into conv1, because relu1 is not affine per channel")]
    [InlineData("Network(4, 8, 8), ReLU, BatchNorm, Conv2d(2, 3, Padding = 1)", "bn1: folded forward into conv1, because relu1 is not affine per channel; its biases by position cost 64 vector operations a sample, the kernel in front of it 192")]
    [InlineData("Network(4, 8, 8), ReLU, BatchNorm, Conv2d(2, 3, PaddingWidth = 1)", "bn1: folded forward into conv1, because relu1 is not affine per channel; its biases by position cost 48 vector operations a sample, the kernel in front of it 192")]
    [InlineData("Network(4, 8, 8), ReLU, BatchNorm, Conv2d(64, 3, Padding = 1)", "bn1: fused into the kernel of relu1, because relu1 is not affine per channel; that costs 192 vector operations a sample, biases by position in conv1 256")]
    [InlineData("Network(4, 2, 2), ReLU, BatchNorm, Conv2d(64, 4, Padding = 1)", "bn1: folded forward into conv1, because relu1 is not affine per channel")]
    [InlineData("Network(4, 8, 8), BatchNorm, Conv2d(2, 3, Padding = 1)", "bn1: fused into the kernel of input, because input has no weights; that costs 0 vector operations a sample, biases by position in conv1 64")]
    [InlineData("Network(4, 8, 8), ReLU, BatchNorm, AvgPool2d(2), Conv2d(2, 3, Padding = 1)", "bn1: folded forward into conv1, because relu1 is not affine per channel; its biases by position cost 16 vector operations a sample, the kernel in front of it 192")]
    [InlineData("Network(4, 8, 8), ReLU, BatchNorm, ZeroPad2d(1), Conv2d(2, 3)", "bn1: fused into the kernel of relu1, because relu1 is not affine per channel and zeropad1 pads with zeros")]
    [InlineData("Network(4, 8, 8), ReLU, BatchNorm, MaxPool2d(2), Conv2d(2, 1)", "bn1: fused into the kernel of relu1, because relu1 is not affine per channel and maxpool1 lets only positive scales pass")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), MaxPool2d(2), BatchNorm, ReLU", "bn1: fused into the kernel of maxpool1, because maxpool1 lets only positive scales pass and relu1 is not affine per channel")]
    [InlineData("Network(4), Linear(3), ReLU, BatchNorm", "bn1: fused into the kernel of relu1, because relu1 is not affine per channel and bn1 is an output of the network")]
    [InlineData("Network(4), BatchNorm", "bn1: fused into the kernel of input, because input has no weights and bn1 is an output of the network")]
    [InlineData("Network(4), Softmax, BatchNorm, ReLU", "bn1: fused into the kernel of softmax1, because softmax1 is not affine per channel and relu1 is not affine per channel")]
    [InlineData("Network(4, 8, 8), Flatten, BatchNorm, ReLU", "bn1: fused into the kernel of input, because flatten1 makes several features of one channel and relu1 is not affine per channel")]
    [InlineData("Network(4, 8, 8), ConvTranspose2d(3, 3, Stride = 2, Padding = 1), BatchNorm", "bn1: folded backward into conv_transpose1, which computes its input")]
    [InlineData("Network(4, 8, 8), ReLU, BatchNorm, ConvTranspose2d(3, 3)", "bn1: fused into the kernel of relu1, because relu1 is not affine per channel and conv_transpose1 adds other taps at other positions")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), Upsample(2), AdaptiveAvgPool2d(5), BatchNorm", "bn1: folded backward into conv1, through adaptive_avgpool1, upsample1")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), ZeroPad2d(1), BatchNorm", "bn1: fused into the kernel of zeropad1, because zeropad1 pads with zeros and bn1 is an output of the network")]
    [InlineData("Network(4, 8, 8), Conv2d(3, 3), ReLU, BatchNorm, GlobalMaxPool2d", "bn1: fused into the kernel of relu1, because relu1 is not affine per channel and global_maxpool1 lets only positive scales pass")]
    [InlineData("Network(4, 8, 8), Conv2d(4, 3), ChannelShuffle(2), BatchNorm", "bn1: fused into the kernel of channel_shuffle1, because channel_shuffle1 puts the channels in another order and bn1 is an output of the network")]
    public void EveryBatchNormHasAFate(string attributes, string expected)
    {
        var result = new PassPipeline([new FoldBatchNorm()]).Run(Networks.Build(attributes));

        Assert.DoesNotContain(result.Graph.Nodes, node => node.Layer is BatchNormLayer);
        Assert.Equal(expected, Assert.Single(result.Fates).ToString());
        Assert.Equal(expected, Assert.Single(result.Log.Single().Decisions));
    }

    [Fact]
    public void ASideValueWhereOthersReadTheInput()
    {
        Assert.Equal(
            """
            input = Input -> [4]
            softmax1 = Softmax(input) -> [4]
            bn1 = SideValue(softmax1) -> [4] | then BatchNorm bn1, ReLU relu1
            add1 = Add(bn1, softmax1) -> [4]
            return add1
            """,
            PassAssert.Print(Networks.Build("Network(4), Softmax, BatchNorm, ReLU, Add(\"softmax1\")"), new FoldBatchNorm(), new FuseActivationsForInference()));
    }

    [Fact]
    public void OverAFlattenIntoTheKernelOfTheImage()
    {
        Assert.Equal(
            """
            input = Input -> [4, 8, 8]
            conv1 = Conv2d(4 → 3, kernel 3×3)(input) -> [3, 6, 6] | weight, bias | then BatchNorm bn1, ReLU relu1
            flatten1 = Flatten(conv1) -> [108]
            linear1 = Linear(108 → 2)(flatten1) -> [2] | weight, bias
            return linear1
            """,
            PassAssert.Print(Networks.Build("Network(4, 8, 8), Conv2d(3, 3), Flatten, BatchNorm, ReLU, Linear(2)"), new FoldBatchNorm(), new FuseActivationsForInference()));
    }

    [Fact]
    public void IntoAFlattenWhereOthersReadTheImage()
    {
        Assert.Equal(
            """
            input = Input -> [4, 2, 2]
            flatten1 = Flatten(input) -> [16] | then BatchNorm bn1, ReLU relu1
            linear1 = Linear(16 → 2)(flatten1) -> [2] | weight, bias
            flatten2 = Flatten(input) -> [16]
            linear2 = Linear(16 → 2)(flatten2) -> [2] | weight, bias
            add1 = Add(linear2, linear1) -> [2]
            return add1
            """,
            PassAssert.Print(
                Networks.Build("Network(4, 2, 2), Flatten, BatchNorm, ReLU, Linear(2), Flatten(From = \"input\"), Linear(2), Add(\"linear1\")"),
                new FoldBatchNorm(), new FuseActivationsForInference()));
    }

    [Fact]
    public void WithoutABatchNormNothingHappens()
    {
        var graph = Networks.Build("Network(4), Linear(3), ReLU");
        Assert.Equal(GraphPrinter.Print(graph), PassAssert.Print(graph, new FoldBatchNorm()));
    }

    [Fact]
    public void EliminatedBiasesStayEliminated()
    {
        Assert.Equal(
            """
            input = Input -> [4]
            linear1 = Linear(4 → 3)(input) -> [3] | weight | without bias | folds bn1 into outputs
            return linear1
            """,
            PassAssert.Print(Networks.Build("Network(4), Linear(3), BatchNorm"), new EliminateRedundantBiases(), new FoldBatchNorm()));
    }
}
