using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>Reads the window of a layer from its arguments.</summary>
internal static class WindowArguments
{
    /// <summary>Far more than any image needs, and small enough that extents and padded sizes stay inside 32 bits.</summary>
    public const int Largest = 32767;

    public static Window OfConvolution(ArgumentReader arguments)
    {
        var (kernelHeight, kernelWidth) = Kernel(arguments);
        return new Window(
            kernelHeight,
            kernelWidth,
            arguments.PerAxis("Stride", "Height", 1, Largest, 1),
            arguments.PerAxis("Stride", "Width", 1, Largest, 1),
            arguments.PerAxis("Padding", "Height", 0, Largest, 0),
            arguments.PerAxis("Padding", "Width", 0, Largest, 0),
            arguments.PerAxis("Dilation", "Height", 1, Largest, 1),
            arguments.PerAxis("Dilation", "Width", 1, Largest, 1));
    }

    /// <summary>The window of a convolution along a sequence: one row high.</summary>
    public static Window OfSequence(ArgumentReader arguments) => new(
        1,
        arguments.Integer("KernelSize", 1, Largest),
        1,
        arguments.Integer("Stride", 1, Largest, 1),
        0,
        arguments.Integer("Padding", 0, Largest, 0),
        1,
        arguments.Integer("Dilation", 1, Largest, 1));

    /// <summary>The stride's default is the kernel, and the padding is at most half of the kernel, so that no window lies outside.</summary>
    public static Window OfPooling(ArgumentReader arguments, bool dilated)
    {
        var (kernelHeight, kernelWidth) = Kernel(arguments);
        bool isKernelKnown = !arguments.HasErrors;
        return new Window(
            kernelHeight,
            kernelWidth,
            arguments.PerAxis("Stride", "Height", 1, Largest, kernelHeight),
            arguments.PerAxis("Stride", "Width", 1, Largest, kernelWidth),
            arguments.PerAxis("Padding", "Height", 0, isKernelKnown ? kernelHeight / 2 : Largest, 0),
            arguments.PerAxis("Padding", "Width", 0, isKernelKnown ? kernelWidth / 2 : Largest, 0),
            dilated ? arguments.PerAxis("Dilation", "Height", 1, Largest, 1) : 1,
            dilated ? arguments.PerAxis("Dilation", "Width", 1, Largest, 1) : 1);
    }

    /// <summary>The same for a pooling along a sequence.</summary>
    public static Window OfSequencePooling(ArgumentReader arguments, bool dilated)
    {
        int kernel = arguments.Integer("KernelSize", 1, Largest);
        bool isKernelKnown = !arguments.HasErrors;
        return new Window(
            1,
            kernel,
            1,
            arguments.Integer("Stride", 1, Largest, kernel),
            0,
            arguments.Integer("Padding", 0, isKernelKnown ? kernel / 2 : Largest, 0),
            1,
            dilated ? arguments.Integer("Dilation", 1, Largest, 1) : 1);
    }

    private static (int Height, int Width) Kernel(ArgumentReader arguments) =>
        arguments.Same("KernelHeight", "KernelWidth")
            ? (arguments.Integer("KernelHeight", 1, Largest), arguments.Integer("KernelHeight", 1, Largest))
            : (arguments.Integer("KernelHeight", 1, Largest), arguments.Integer("KernelWidth", 1, Largest));
}
