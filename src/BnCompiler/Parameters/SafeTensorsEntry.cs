using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>What a safetensors header says about one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">The type of its elements.</param>
/// <param name="Shape">Its sizes; empty for a single number.</param>
/// <param name="Begin">Where its bytes begin, counted from the end of the header.</param>
/// <param name="End">Where they end.</param>
public sealed record SafeTensorsEntry(
    string Name, SafeTensorsDataType DataType, ImmutableArray<long> Shape, long Begin, long End)
{
    /// <summary>The number of elements.</summary>
    public long Length => (End - Begin) * 8 / DataType.Bits();
}
