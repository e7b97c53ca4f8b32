namespace ModelZoo.Peers;

/// <summary>The content of an NPY file; float32 becomes double without loss.</summary>
/// <param name="Shape">Sizes, the outermost first.</param>
/// <param name="Values">Row by row.</param>
internal sealed record NpyArray(int[] Shape, double[] Values);
