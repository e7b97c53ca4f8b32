using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">Its sizes; empty for a single number.</param>
/// <param name="Values">Its values, last dimension fastest.</param>
public sealed record SafeTensor(string Name, ImmutableArray<int> Shape, ReadOnlyMemory<float> Values);
