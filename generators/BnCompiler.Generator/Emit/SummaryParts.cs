using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>What the report of one compilation counts and lists, before it is text.</summary>
internal sealed class SummaryParts(CompiledNetwork network)
{
    /// <summary>The layers as declared.</summary>
    public ImmutableArray<LayerSummary> Layers { get; } = Summarize(network);

    /// <summary>Multiply-adds of one sample.</summary>
    public long MultiplyAdds => Layers.Sum(layer => layer.MultiplyAdds);

    /// <summary>Parameters that the compiler removed and why, in sentences.</summary>
    public IEnumerable<string> Removed => network.Training.Log.SelectMany(record => record.Decisions).Where(decision => decision.Contains(": removed"));

    public long TrainingBytesPerSample => Bytes(network.TrainingSchedule.Memory.Length);

    public long TrainingBytesPerThread => Bytes(network.TrainingSchedule.FloatsPerWorker);

    public long InferenceBytesPerCaller => Bytes(network.InferenceSchedule.Memory.Length);

    private static ImmutableArray<LayerSummary> Summarize(CompiledNetwork network)
    {
        var stored = network.Parameters.Parameters.Where(parameter => parameter.Spec.IsTrainable).ToLookup(parameter => parameter.Node.Name, parameter => parameter.Spec.Length);
        return [.. network.Declared.Nodes.Select(node => new LayerSummary(node.Name, Describe(node), node.Shape, stored[node.Name].Sum(), MultiplyAddsOf(node)))];
    }

    private static string Describe(Node node) => node.Layer.Describe(node.InputShapes.IsEmpty ? node.Shape : node.InputShape, node.Shape);

    /// <summary>Every weight of a layer is used once at each position of its output; that of a transposed convolution at each of its input.</summary>
    private static long MultiplyAddsOf(Node node) => node.Parameters
        .Where(parameter => parameter.Kind == "Weight")
        .Sum(weight => (long)weight.Length * (weight.InputsFirst ? node.InputShape : node.Shape).Positions);

    private static long Bytes(int floats) => (long)floats * sizeof(float);
}

/// <summary>One layer of the report.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it computes, with its sizes.</param>
/// <param name="Shape">The shape of its output.</param>
/// <param name="Parameters">Trainable parameters that are stored.</param>
/// <param name="MultiplyAdds">Of one sample.</param>
internal sealed record LayerSummary(string Name, string Description, Shape Shape, long Parameters, long MultiplyAdds);
