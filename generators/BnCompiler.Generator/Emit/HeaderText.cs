using System.Collections.Immutable;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Passes;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>
/// The comments on top of emitted files: the graph, what each pass did and why, and where values lie, so that the diff of a snapshot explains itself. Long lists
/// end with a count.
/// </summary>
internal static class HeaderText
{
    private const int MostDecisions = 12;
    private const int MostPlacements = 40;

    public static IEnumerable<string> OfFace(CompiledNetwork network) =>
        ["", $"{network.Name}: the declared network.", "", .. Indent(GraphText.Lines(network.Declared))];

    public static IEnumerable<string> OfInference(CompiledNetwork network) =>
    [
        "", $"{network.Name}.Inference: the program for prediction, with every BatchNorm folded.",
        "", "Passes:", .. Passes(network.Inference),
        "", "Graph:", .. Indent(GraphText.Lines(network.Inference.Graph)),
        "", $"Arena of {network.InferenceSchedule.Memory.Length} floats for {Samples(network.InferenceSchedule.Group)}:", .. Table(network.InferenceSchedule.Memory, 0), "",
    ];

    public static IEnumerable<string> OfTraining(CompiledNetwork network) =>
    [
        "", $"{network.Name}.Trainer: the program for training, with batch statistics and without redundant biases.",
        "", "Passes:", .. Passes(network.Training),
        "", "Graph:", .. Indent(GraphText.Lines(network.Training.Graph)),
        "", $"Arena of {network.TrainingSchedule.Memory.Length} floats per sample of the batch:", .. Table(network.TrainingSchedule.Memory, 0), "",
        .. Passing(network.TrainingSchedule),
    ];

    private static IEnumerable<string> Passes(PipelineResult result) =>
        result.Log.SelectMany(record => record.Decisions.IsEmpty
            ? [$"  {record.Pass}: nothing to do"]
            : Capped(record.Decisions, MostDecisions, decision => decision)
                .Select((decision, index) => index == 0 ? $"  {record.Pass}: {decision}" : $"  {new string(' ', record.Pass.Length)}  {decision}"));

    private static IEnumerable<string> Passing(TrainingSchedule schedule) => schedule.Passing.Placements.IsEmpty
        ? []
        : [$"Scratch of {schedule.ScratchLength} floats per worker, for one sample after the other:", .. Table(schedule.Passing, schedule.ScratchLength - schedule.Passing.Length), ""];

    private static IEnumerable<string> Table(MemoryPlan memory, int start) => Capped(memory.Placements, MostPlacements, placement => Row(placement, start));

    private static string Row(Placement placement, int start)
    {
        var layout = placement.Value.Layout;
        string halo = layout.Halo == Halo.None ? "" : $", halo {layout.Halo.Top} {layout.Halo.Left} {layout.Halo.Bottom} {layout.Halo.Right}";
        return $"  {start + placement.Offset,9}  {placement.Value.Name}: {layout.Height}×{layout.Width}×{layout.Channels}, pitch {layout.Pitch}{halo}";
    }

    private static IEnumerable<string> Capped<T>(ImmutableArray<T> items, int most, Func<T, string> line)
    {
        var lines = items.Take(most).Select(line);
        return items.Length <= most ? lines : lines.Append($"  … and {items.Length - most} more");
    }

    private static string Samples(int count) => count == 1 ? "one sample at a time" : $"up to {count} samples together";

    private static IEnumerable<string> Indent(IEnumerable<string> lines) => lines.Select(line => "  " + line);
}
