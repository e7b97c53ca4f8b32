using System.Collections.Immutable;
using BnCompiler.Tool.Onnx;

namespace BnCompiler.Tool.Passes;

/// <summary>The normalising passes in order.</summary>
internal static class PassPipeline
{
    /// <summary>The model in the form that the catalog of operators reads, and what was changed.</summary>
    public static (OnnxModel Model, ImmutableArray<string> Notes) Run(OnnxModel model, OnnxLimits limits) => (model, []);
}
