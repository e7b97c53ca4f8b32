using System.Runtime.InteropServices;

namespace BnCompiler.Runtime.Tests.Support;

/// <summary>Floats as bits: NaN equals itself, and −0 does not equal 0.</summary>
internal static class Bits
{
    public static uint[] Of(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, uint>(values).ToArray();

    public static uint[] Of(ParameterSet parameters) => Of(parameters.Block);
}
