namespace BnCompiler.Benchmarks.Networks;

// One layer each: what the table of the README calls "single layers". Inputs are channels, height, width.

[Network(1, 28, 28), Conv2d(32, 3, Padding = 1)]
internal sealed partial class Conv3x3First;

[Network(32, 56, 56), Conv2d(32, 3, Padding = 1)]
internal sealed partial class Conv3x3Of32;

[Network(64, 56, 56), Conv2d(64, 3, Padding = 1)]
internal sealed partial class Conv3x3Of64;

[Network(128, 28, 28), Conv2d(128, 3, Padding = 1)]
internal sealed partial class Conv3x3Of128;

[Network(256, 14, 14), Conv2d(256, 3, Padding = 1)]
internal sealed partial class Conv3x3Of256;

[Network(64, 56, 56), Conv2d(128, 3, Stride = 2, Padding = 1)]
internal sealed partial class Conv3x3Strided;

[Network(128, 28, 28), Conv2d(128, 1)]
internal sealed partial class Conv1x1Of128;

[Network(256, 14, 14), Conv2d(256, 1)]
internal sealed partial class Conv1x1Of256;

[Network(128, 28, 28), Conv2d(128, 3, Padding = 1, Groups = 128)]
internal sealed partial class DepthwiseOf128;

[Network(512), Linear(512)]
internal sealed partial class LinearOf512;

[Network(3136), Linear(128)]
internal sealed partial class Linear3136To128;
