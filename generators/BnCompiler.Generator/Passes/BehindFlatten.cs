using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Passes;

/// <summary>
/// The way of elementwise work over a Flatten, which only renames values: into the kernel that writes the image, so that the Flatten can stay a view of it.
/// </summary>
internal static class BehindFlatten
{
    /// <summary>The node itself or, where it is a Flatten that does no work of its own and nothing else reads it or the image in front of it, that image's node.</summary>
    public static Node Of(Graph graph, Node producer)
    {
        while (producer.Layer.IsFlatten && producer.Epilogue.IsEmpty && graph.HasSingleConsumer(producer.Id) && graph.HasSingleConsumer(producer.Inputs.Single()))
        {
            producer = graph[producer.Inputs.Single()];
        }

        return producer;
    }
}
