namespace BnCompiler.Benchmarks.Measuring;

/// <summary>Floating-point operations of a layer on one sample: two for each multiply-add of the textbook loop, whatever the code does.</summary>
internal static class Flops
{
    public static double Conv2d(int inputs, int outputs, int kernel, int height, int width, int groups = 1) =>
        2.0 * outputs * height * width * (inputs / groups) * kernel * kernel;

    public static double Linear(int inputs, int outputs) => 2.0 * inputs * outputs;

    /// <summary>The sample's network, forward.</summary>
    public static double FashionNet { get; } =
        Conv2d(1, 32, 3, 28, 28) + Conv2d(32, 64, 3, 14, 14) + Linear(64 * 7 * 7, 128) + Linear(128, 10);

    /// <summary>Forward and both gradients of the sample's network; the first layer needs no gradient of its input.</summary>
    public static double FashionNetTraining { get; } = 3 * FashionNet - Conv2d(1, 32, 3, 28, 28);
}
