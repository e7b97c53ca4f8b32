using BnCompiler;

namespace ModelZoo;

/// <summary>
/// U-Net (Ronneberger et al., 2015) as most use it today: padded convolutions without biases in front of BatchNorm, transposed convolutions on the way up; three
/// channels in, two classes out, 31,037,698 parameters.
/// </summary>
[Network(3, 256, 256)]
[Use<DoubleConv>(64, Name = "inc"), MaxPool2d(2), Use<DoubleConv>(128, Name = "down1"), MaxPool2d(2), Use<DoubleConv>(256, Name = "down2")]
[MaxPool2d(2), Use<DoubleConv>(512, Name = "down3"), MaxPool2d(2), Use<DoubleConv>(1024, Name = "down4")]
[ConvTranspose2d(512, 2, Stride = 2, Name = "up1"), Concat("up1", From = "down3"), Use<DoubleConv>(512, Name = "conv1")]
[ConvTranspose2d(256, 2, Stride = 2, Name = "up2"), Concat("up2", From = "down2"), Use<DoubleConv>(256, Name = "conv2")]
[ConvTranspose2d(128, 2, Stride = 2, Name = "up3"), Concat("up3", From = "down1"), Use<DoubleConv>(128, Name = "conv3")]
[ConvTranspose2d(64, 2, Stride = 2, Name = "up4"), Concat("up4", From = "inc"), Use<DoubleConv>(64, Name = "conv4")]
[Conv2d(2, 1, Name = "outc")]
public sealed partial class UNet;

/// <summary>Two convolutions, each with BatchNorm and ReLU, named as in PyTorch's <c>Sequential</c>.</summary>
[Block]
[Conv2d(Channels, 3, Padding = 1, Bias = false, Name = "0"), BatchNorm(Name = "1"), ReLU(Name = "2")]
[Conv2d(Channels, 3, Padding = 1, Bias = false, Name = "3"), BatchNorm(Name = "4"), ReLU(Name = "5")]
internal sealed class DoubleConv
{
    public const int Channels = 64;
}
