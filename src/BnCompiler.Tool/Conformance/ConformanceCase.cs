using System.Collections.Immutable;

namespace BnCompiler.Tool.Conformance;

/// <summary>A model, or a file of tensors, with what others say its outputs are.</summary>
/// <param name="Name">Its path inside the folder, with slashes.</param>
/// <param name="Path">The file.</param>
/// <param name="Sets">Inputs and expected outputs; empty where there are none.</param>
internal sealed record ConformanceCase(string Name, string Path, ImmutableArray<DataSetFiles> Sets);

/// <summary>The files of inputs and of outputs, each in the order of the model's.</summary>
internal sealed record DataSetFiles(ImmutableArray<string> Inputs, ImmutableArray<string> Outputs);
