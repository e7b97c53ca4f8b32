namespace BnCompiler.Generator.Emit;

/// <summary>The choice of the widest vectors that the machine has: constants to the JIT, so that one call is left.</summary>
internal static class TierDispatch
{
    public static void Write(CodeWriter writer, string method, string arguments)
    {
        using (writer.Block("if (Vector512.IsHardwareAccelerated)"))
        {
            writer.Line($"{method}<Simd512, Vector512<float>>({arguments});");
        }

        using (writer.Block("else if (Vector256.IsHardwareAccelerated)"))
        {
            writer.Line($"{method}<Simd256, Vector256<float>>({arguments});");
        }

        using (writer.Block("else"))
        {
            writer.Line($"{method}<Simd128, Vector128<float>>({arguments});");
        }
    }
}
