using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Passes;

/// <summary>What one pass did.</summary>
/// <param name="Pass">Its name.</param>
/// <param name="Before">The graph in front of it.</param>
/// <param name="Behind">The graph behind it.</param>
/// <param name="Decisions">In sentences.</param>
internal sealed record PassRecord(string Pass, Graph Before, Graph Behind, ImmutableArray<string> Decisions)
{
    /// <summary>The printed graph behind it, or null where it changed nothing.</summary>
    public string? Graph => GraphPrinter.Print(Behind) is var printed && printed == GraphPrinter.Print(Before) ? null : printed;

    public override string ToString() => string.Join("\n", [$"{Pass}:", .. Decisions, Graph ?? "unchanged"]);
}

/// <summary>A compiled graph, and how it came about.</summary>
/// <param name="Graph">The graph behind the last pass that ran.</param>
/// <param name="Log">One record a pass that the graph concerns.</param>
/// <param name="Fates">Inference: one for each declared BatchNorm.</param>
/// <param name="Findings">What the user should know: parameters that went.</param>
internal sealed record PipelineResult(Graph Graph, ImmutableArray<PassRecord> Log, ImmutableArray<BatchNormFate> Fates, ImmutableArray<Finding> Findings);

/// <summary>Passes in the order in which they run. The verifier looks at the graph in front of them and behind each.</summary>
internal sealed record PassPipeline(ImmutableArray<Pass> Passes)
{
    /// <summary>From the declared graph to the graph of the training program.</summary>
    public static PassPipeline Training { get; } = new([
        new EliminateRedundantBiases(),
        new FuseActivationsForTraining(),
        new ChooseWinograd(trains: true)]);

    /// <summary>From the declared graph to the graph of the inference program.</summary>
    public static PassPipeline Inference { get; } = new([
        new EliminateRedundantBiases(),
        new RemoveInferenceIdentities(),
        new FoldBatchNorm(),
        new FuseActivationsForInference(),
        new FuseAdditions(),
        new ChooseWinograd(trains: false)]);

    /// <summary>Runs all passes, or the first <paramref name="stopAfter"/> of them to find the one that breaks something.</summary>
    public PipelineResult Run(Graph graph, int? stopAfter = null)
    {
        Verifier.Verify(graph, "The graph builder");
        var log = new PassLog();
        var records = ImmutableArray.CreateBuilder<PassRecord>();
        foreach (var pass in Passes.Take(stopAfter ?? Passes.Length))
        {
            if (!pass.Concerns(graph))
            {
                continue;
            }

            int decided = log.Decisions.Length;
            var before = graph;
            graph = pass.Run(before, log);
            Verifier.Verify(graph, pass.Name);
            records.Add(new PassRecord(pass.Name, before, graph, log.Decisions.RemoveRange(0, decided)));
        }

        return new PipelineResult(graph, records.ToImmutable(), log.Fates, log.Findings);
    }
}
