using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Passes;

namespace BnCompiler.Tool.Compiling;

/// <summary>What the compiler's passes leave of a network for inference.</summary>
internal static class InferenceGraph
{
    /// <summary>How many BatchNorms are nodes of their own, which would each be a step over a value in memory.</summary>
    /// <param name="source">A file with one network, which compiles.</param>
    public static int BatchNormSteps(string source)
    {
        return PassPipeline.Inference.Run(SourceDeclaration.Build([source], null).Graph).Graph.Nodes.Count(node => node.Layer is BatchNormLayer);
    }
}
