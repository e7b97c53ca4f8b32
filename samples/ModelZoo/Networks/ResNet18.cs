using BnCompiler;

namespace ModelZoo;

/// <summary>ResNet-18 for 224×224 images (He et al., 2015), with the names of TorchVision's <c>resnet18</c>.</summary>
[Network(3, 224, 224)]
[Conv2d(64, 7, Stride = 2, Padding = 3, Bias = false), BatchNorm, ReLU, MaxPool2d(3, Stride = 2, Padding = 1)]
[Use<BasicBlock>(64, Repeat = 2, Name = "layer1"), Use<ResNet18Stage>(128, Name = "layer2")]
[Use<ResNet18Stage>(256, Name = "layer3"), Use<ResNet18Stage>(512, Name = "layer4")]
[GlobalAvgPool2d, Flatten, Linear(1000, Name = "fc")]
public sealed partial class ResNet18;

/// <summary>A stage that halves height and width.</summary>
[Block, Use<NarrowingBlock>(Channels, Name = "0"), Use<BasicBlock>(Channels, Name = "1")]
internal sealed class ResNet18Stage
{
    public const int Channels = 64;
}
