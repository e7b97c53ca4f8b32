using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Passes;

/// <summary>
/// Moves elementwise functions into the kernel that computes their input, over a Flatten where one is between: it only moves values.
/// Inference: into any kernel that takes an epilogue, with what was fused behind the function along with it. Training: into a BatchNorm, or into weights where the
/// gradient does not need the function's input, one function each.
/// <para>
/// Afterwards: an activation node is left only where its input has other readers, or the layer in front takes none. Epilogues are in the
/// order of computation.
/// </para>
/// </summary>
internal abstract class FuseActivations : Pass
{
    public override Graph Run(Graph graph, PassLog log)
    {
        int[] activations = [.. graph.Nodes.Where(node => node.Layer.Activation is not null).Select(node => node.Id)];
        foreach (int id in activations)
        {
            var activation = graph[id];
            if (Producer(graph, activation) is { } producer && Fits(producer, activation))
            {
                graph = Fuse(graph, producer, activation);
                log.Decide($"{activation.Name}: fused into the kernel of {producer.Name}");
            }
        }

        return graph;
    }

    /// <summary>Whether the producer's kernel can compute the activation.</summary>
    protected abstract bool Fits(Node producer, Node activation);

    private static Node? Producer(Graph graph, Node activation)
    {
        var producer = graph[activation.Inputs.Single()];
        bool movesFreely = activation.Layer.IsSameForAllChannels && activation.Epilogue.All(operation => operation.Source.Layer.IsSameForAllChannels);
        while (producer.Layer.IsFlatten && movesFreely && graph.HasSingleConsumer(producer.Id))
        {
            producer = graph[producer.Inputs.Single()];
        }

        return graph.HasSingleConsumer(producer.Id) ? producer : null;
    }

    private static Graph Fuse(Graph graph, Node producer, Node activation)
    {
        FusedOperation[] operations = [new(activation with { Epilogue = [] }), .. activation.Epilogue];
        return graph.With(producer with { Epilogue = producer.Epilogue.AddRange(operations) }).Without(activation);
    }
}

/// <inheritdoc cref="FuseActivations"/>
internal sealed class FuseActivationsForTraining : FuseActivations
{
    protected override bool Fits(Node producer, Node activation) =>
        producer.Epilogue.IsEmpty && activation.Epilogue.IsEmpty && producer.Layer.FusesInTraining(activation.Layer.Activation!);
}

/// <inheritdoc cref="FuseActivations"/>
internal sealed class FuseActivationsForInference : FuseActivations
{
    protected override bool Fits(Node producer, Node activation) => producer.Layer.AcceptsEpilogue;
}
