namespace BnCompiler.Benchmarks.Networks;

// The same convolution four times in a row. What a single one spends on taking the caller's planar image in and giving the result
// back is shared by four here, as in a real network, where only the first and the last layer touch the caller's memory.

[Network(32, 56, 56), Conv2d(32, 3, Padding = 1), Conv2d(32, 3, Padding = 1), Conv2d(32, 3, Padding = 1), Conv2d(32, 3, Padding = 1)]
internal sealed partial class FourConv3x3Of32;

[Network(64, 56, 56), Conv2d(64, 3, Padding = 1), Conv2d(64, 3, Padding = 1), Conv2d(64, 3, Padding = 1), Conv2d(64, 3, Padding = 1)]
internal sealed partial class FourConv3x3Of64;

[Network(128, 28, 28), Conv2d(128, 3, Padding = 1), Conv2d(128, 3, Padding = 1), Conv2d(128, 3, Padding = 1), Conv2d(128, 3, Padding = 1)]
internal sealed partial class FourConv3x3Of128;

[Network(256, 14, 14), Conv2d(256, 3, Padding = 1), Conv2d(256, 3, Padding = 1), Conv2d(256, 3, Padding = 1), Conv2d(256, 3, Padding = 1)]
internal sealed partial class FourConv3x3Of256;
