using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Mapping;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Importing;

/// <summary>What came of an import.</summary>
/// <param name="Declaration">The network; null where there are problems.</param>
/// <param name="Batch">The size of the first axis of every value where that is the batch; null where a sample is everything.</param>
/// <param name="Inputs">The network's inputs.</param>
/// <param name="Constants">The model's inputs that became constants.</param>
/// <param name="Notes">What was folded or normalised.</param>
/// <param name="Problems">Everything that cannot be imported.</param>
internal sealed record ImportResult(
    Declaration? Declaration,
    int? Batch,
    ImmutableArray<NetworkInput> Inputs,
    ImmutableDictionary<string, Tensor> Constants,
    ImmutableArray<string> Notes,
    ImmutableArray<ImportProblem> Problems);
