using BnCompiler.Generator.Analysis;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Passes;

/// <summary>
/// Takes away every bias, and every β, that only adds to a value with shift invariance in all channels: its gradient is exactly zero.
/// It runs first, on the declared graph of both programs, so that both have the same parameters.
/// <para>
/// Afterwards: such a parameter is in <see cref="Node.Eliminated"/> and no longer in <see cref="Node.Parameters"/>; it is not stored, has no
/// gradient, and counts as zero. <see cref="AbsorptionPlan"/> tells what a checkpoint's value for it changes instead.
/// </para>
/// </summary>
internal sealed class EliminateRedundantBiases : Pass
{
    public override Graph Run(Graph graph, PassLog log)
    {
        var invariance = ShiftInvarianceAnalysis.Run(graph);
        foreach (var node in graph.Nodes)
        {
            if (node.Layer.AdditiveParameter is { } role && node.Has(role) && invariance.IsRedundant(node, role))
            {
                Report(graph, node, role, log);
                graph = graph.With(Eliminate(node, role));
            }
        }

        return graph;
    }

    private static Node Eliminate(Node node, string role) => node with
    {
        Parameters = node.Parameters.RemoveAll(parameter => parameter.Role == role),
        Eliminated = [.. node.Eliminated, node.Parameters.First(parameter => parameter.Role == role)],
    };

    private static void Report(Graph graph, Node node, string role, PassLog log)
    {
        string[] absorbers = [.. AbsorptionPlan.Of(graph, node).Absorbers];
        string subject = absorbers.Length == 0 ? "nothing reads" : $"{NameList.Sentence(absorbers)} {(absorbers.Length == 1 ? "subtracts" : "subtract")}";
        log.Decide($"{node.Name}.{role}: removed, {subject} it");

        int length = node.Parameters.First(parameter => parameter.Role == role).Length;
        string absorber = NameList.Sentence([.. absorbers.Select(name => $"{graph.Nodes.First(other => other.Name == name).Layer.Kind} '{name}'")]);
        log.Report(new Finding("BN0009", node.DeclarationIndex, "Bias", [$"{node.Layer.Kind} '{node.Name}'", $"{length}", absorber]));
    }
}
