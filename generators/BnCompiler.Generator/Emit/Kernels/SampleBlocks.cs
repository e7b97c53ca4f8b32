namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// The loops of a sum over values with one position per sample: the samples take the place of the positions, a block of them at a time, so
/// that the partial sums in float stay short.
/// </summary>
internal static class SampleBlocks
{
    /// <summary>
    /// Writes the loops over blocks and channel vectors; the body sums samples <c>block</c> … <c>blockEnd</c>−1 at channel <c>c</c>, and
    /// <paramref name="afterChannels"/> is what follows when a block is done.
    /// </summary>
    public static void Emit(KernelWriter writer, ImageOperand[] operands, Action body, Action? afterChannels = null)
    {
        writer.Size("Pitch", ImageLoops.PitchOf(operands[0].Layout));
        writer.Size("BlockSize", RowLimits.PartialSum);
        foreach (var operand in operands)
        {
            writer.Size(operand.Constant + "SampleStride", operand.Layout.SampleStride);
        }

        using (writer.Block("for (int block = first; block < last; block += BlockSize)"))
        {
            writer.Line("int blockEnd = Math.Min(block + BlockSize, last);");
            using (ImageLoops.Channels(writer))
            {
                body();
            }

            afterChannels?.Invoke();
        }
    }
}
