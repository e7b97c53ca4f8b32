namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>How many positions of an image without a halo a kernel walks as one row.</summary>
internal static class RowLimits
{
    /// <summary>One vector of channels at a time: the lines of a row are met once per vector, and should still be in the first cache.</summary>
    public const int Strided = 128;

    /// <summary>Float partial sums: short enough for their rounding errors, long enough that adding them to doubles costs little.</summary>
    public const int PartialSum = 128;

    /// <summary>One pass from front to back.</summary>
    public const int Sequential = int.MaxValue;
}
