using BnCompiler;

namespace ModelZoo;

/// <summary>
/// ResNet-20 for CIFAR (He et al., 2015). The paper's shortcuts pad with zero channels where the shape changes (0.27 million parameters); these are projections, as
/// in most implementations: 272,474 parameters.
/// </summary>
[Network(3, 32, 32)]
[Conv2d(16, 3, Padding = 1, Bias = false), BatchNorm, ReLU]
[Use<BasicBlock>(16, Repeat = 3, Name = "layer1"), Use<ResNet20Stage>(32, Name = "layer2"), Use<ResNet20Stage>(64, Name = "layer3")]
[GlobalAvgPool2d, Flatten, Linear(10, Name = "fc")]
public sealed partial class ResNet20;

/// <summary>A stage that halves height and width.</summary>
[Block, Use<NarrowingBlock>(Channels, Name = "0"), Use<BasicBlock>(Channels, Name = "1"), Use<BasicBlock>(Channels, Name = "2")]
internal sealed class ResNet20Stage
{
    public const int Channels = 16;
}
