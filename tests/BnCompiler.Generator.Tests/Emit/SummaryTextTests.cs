using BnCompiler.Generator.Emit;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Passes;
using BnCompiler.Generator.Tests.Layers;

namespace BnCompiler.Generator.Tests.Emit;

/// <summary>The report of a compilation.</summary>
public sealed class SummaryTextTests
{
    private const string Residual = """
        Network(3, 8, 8), Conv2d(4, 3), BatchNorm, ReLU,
        Conv2d(4, 3, Padding = 1), BatchNorm, Conv2d(4, 1, From = "relu1"), BatchNorm, Add("bn2"), ReLU,
        ConvTranspose2d(2, 2, Stride = 2), Flatten, Linear(2)
        """;

    [Fact]
    public void SaysWhatWentWhereAndWhatStaysFree()
    {
        string[] lines = [.. Lines(Residual)];

        Assert.Equal(
            """
            Net: [3, 8, 8] -> [2], 904 parameters, 11,376 multiply-adds per sample

            name             layer                                         output       parameters  multiply-adds
            input            Input                                         [3, 8, 8]
            conv1            Conv2d(3 → 4, kernel 3×3)                     [4, 6, 6]           108          3,888
            bn1              BatchNorm(4)                                  [4, 6, 6]             8
            relu1            ReLU                                          [4, 6, 6]
            conv2            Conv2d(4 → 4, kernel 3×3, padding 1)          [4, 6, 6]           144          5,184
            bn2              BatchNorm(4)                                  [4, 6, 6]             8
            conv3            Conv2d(4 → 4, kernel 1×1)                     [4, 6, 6]            16            576
            bn3              BatchNorm(4)                                  [4, 6, 6]             8
            add1             Add                                           [4, 6, 6]
            relu2            ReLU                                          [4, 6, 6]
            conv_transpose1  ConvTranspose2d(4 → 2, kernel 2×2, stride 2)  [2, 12, 12]          34          1,152
            flatten1         Flatten                                       [288]
            linear1          Linear(288 → 2)                               [2]                 578            576

            Removed:
              conv1.bias: removed, bn1 subtracts it
              conv2.bias: removed, bn2 subtracts it
              conv3.bias: removed, bn3 subtracts it
            BatchNorm at inference:
              bn1: folded backward into conv1, which computes its input
              bn2: folded backward into conv2, which computes its input
              bn3: folded backward into conv3, which computes its input
            Free directions that remain, with batch statistics:
              by factors, alone: 12; conv1.weight (4), conv2.weight (4), conv3.weight (4)
              by factors, together: 10; bn1.weight + bn1.bias + conv2.weight + conv3.weight (4), bn2.weight + bn2.bias + bn3.weight + bn3.bias and 1 more (4), conv_transpose1.weight + conv_transpose1.bias + linear1.weight (2)
              by constants, together: 6; bn2.bias + bn3.bias (4), conv_transpose1.bias + linear1.bias (2)
            """.Split('\n'),
            lines[..^1]);
        Assert.Matches("^Memory: training [0-9,]+ bytes per sample of the batch and [0-9,]+ bytes per thread, inference [0-9,]+ bytes per caller$", lines[^1]);
    }

    [Fact]
    public void HasOneLineForEachKindOfFreedom() => Assert.Equal(
        ["  by factors, together: 1; conv1.weight + conv1.bias (1)", "  by constants, alone: 1; conv1.bias (1)"],
        Lines("Network(2, 4, 4), Conv2d(4, 1), GroupNorm(1), Sigmoid").Where(line => line.Contains(" by ", StringComparison.Ordinal)));

    [Fact]
    public void StaysShortForDenseNet121()
    {
        string[] lines = [.. Lines(DenseNet121())];

        Assert.Equal("Net: [3, 224, 224] -> [1000], 7,978,856 parameters, 2,834,161,664 multiply-adds per sample", lines[0]);
        Assert.Contains("conv3  Conv2d(128 → 32, kernel 3×3, padding 1)  [32, 56, 56]  36,864  115,605,504", lines);
        Assert.Contains("relu3  ReLU  [128, 56, 56]", lines);
        Assert.Equal(
            "  by factors, together: 41,824; bn1.weight + bn1.bias (64), bn2.weight + bn2.bias + conv2.weight (64), bn3.weight + bn3.bias + conv3.weight (128), bn4.weight + bn4.bias + conv4.weight (96) and 117 more",
            Assert.Single(lines, line => line.Contains("together", StringComparison.Ordinal)));
        Assert.InRange(string.Join("\n", lines).Length, 20_000, 40_000);
    }

    private static IEnumerable<string> Lines(string attributes)
    {
        var declaration = Networks.Declare(attributes);
        var graph = GraphBuilder.Build(declaration).Graph!;
        return SummaryText.Lines(new CompiledNetwork(declaration, graph, PassPipeline.Training.Run(graph), PassPipeline.Inference.Run(graph)));
    }

    private static string DenseNet121()
    {
        var text = new System.Text.StringBuilder("Network(3, 224, 224), Conv2d(64, 7, Stride = 2, Padding = 3, Bias = false), BatchNorm, ReLU, MaxPool2d(3, Stride = 2, Padding = 1)");
        int concats = 0;
        string last = "maxpool1";
        int pools = 0;
        int channels = 64;
        foreach (int layers in new[] { 6, 12, 24, 16 })
        {
            for (int layer = 0; layer < layers; layer++)
            {
                text.Append($", BatchNorm, ReLU, Conv2d(128, 1, Bias = false), BatchNorm, ReLU, Conv2d(32, 3, Padding = 1, Bias = false), Concat(\"{last}\")");
                last = $"concat{++concats}";
                channels += 32;
            }

            if (layers != 16)
            {
                channels /= 2;
                text.Append($", BatchNorm, ReLU, Conv2d({channels}, 1, Bias = false), AvgPool2d(2)");
                last = $"avgpool{++pools}";
            }
        }

        return text.Append(", BatchNorm, ReLU, GlobalAvgPool2d, Flatten, Linear(1000)").ToString();
    }
}
