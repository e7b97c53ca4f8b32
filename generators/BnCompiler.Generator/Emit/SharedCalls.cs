using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>
/// The calls of a program. Runs of steps that differ in numbers only, as the instances of a block do, become one method to which the numbers are passed, where
/// that makes the text clearly shorter; the others stand where they are called.
/// </summary>
internal sealed class SharedCalls
{
    // A call in place is easier to read: it is given up for much text, or for any in a network that has much.
    private const int LeastSaving = 1500;
    private const int LeastSavingOfLarge = 250;

    private readonly StepCalls calls;
    private readonly Dictionary<Section, List<StepRun>> runs;
    private readonly Dictionary<StepRun, SharedMethod> shared = new(StepRun.Shape);

    private SharedCalls(StepCalls calls, Dictionary<Section, List<StepRun>> runs, int leastSaving)
    {
        this.calls = calls;
        this.runs = runs;
        foreach (var group in runs.Values.SelectMany(each => each).GroupBy(run => run, StepRun.Shape).Where(group => group.Count() > 1))
        {
            var method = new SharedMethod([.. group], Variables(group.Key));
            if (method.Saving >= leastSaving)
            {
                shared.Add(group.Key, method);
            }
        }
    }

    /// <summary>Writes all calls, and finds the depth of nested blocks at which their instances have most in common.</summary>
    /// <param name="sections">All sections of the program.</param>
    /// <param name="calls">Writes steps.</param>
    /// <param name="isLarge">Whether the network has much text.</param>
    public static SharedCalls Find(IReadOnlyCollection<Section> sections, StepCalls calls, bool isLarge)
    {
        var written = sections.ToDictionary(section => section, section => new SectionCalls(section, calls));
        int deepest = sections.SelectMany(section => section.Steps).Select(step => step.Layer.Count(letter => letter == '.')).DefaultIfEmpty(0).Max();
        int leastSaving = isLarge ? LeastSavingOfLarge : LeastSaving;
        var (best, depth) = Enumerable.Range(0, deepest + 1)
            .Select(depth => (Calls: new SharedCalls(calls, written.ToDictionary(entry => entry.Key, entry => StepRun.Divide(entry.Value, depth)), leastSaving), depth))
            .OrderByDescending(candidate => candidate.Calls.Saving).First();
        var whole = new SharedCalls(calls, WithWholeSections(best.runs, written, depth), leastSaving);
        best = whole.Saving > best.Saving ? whole : best;
        best.AssignNames();
        return best;
    }

    /// <summary>The runs, but one for all steps of a loop where several loops do the same: the end of one instance of a block and the beginning of the next.</summary>
    private static Dictionary<Section, List<StepRun>> WithWholeSections(Dictionary<Section, List<StepRun>> runs, Dictionary<Section, SectionCalls> written, int depth)
    {
        const int Fewest = 3;
        var alike = runs.Where(entry => entry.Value.Count > 1 && written[entry.Key].PerSample)
            .GroupBy(entry => StepRun.Whole(written[entry.Key], depth), StepRun.Shape).Where(group => group.Count() >= Fewest)
            .SelectMany(group => group).Select(entry => entry.Key);
        var together = new HashSet<Section>(alike);
        return runs.ToDictionary(entry => entry.Key, entry => together.Contains(entry.Key) ? [StepRun.Whole(written[entry.Key], depth)] : entry.Value);
    }

    private void AssignNames()
    {
        var used = new HashSet<string>(calls.TakenNames, StringComparer.Ordinal);
        foreach (var method in shared.Values)
        {
            method.AssignNames(used);
        }
    }

    /// <summary>What the calls of a run read of the method around them; a loop of its own needs the whole range.</summary>
    private CallVariable[] Variables(StepRun run)
    {
        var ranges = calls.Variables(perSample: false).Except(calls.Variables(perSample: true));
        var used = calls.Variables(run.PerSample).Where(variable => run.Calls.Any(call => call.Text.Shape.Contains(variable.Argument)));
        return [.. run.HasLoop ? used.Where(variable => variable.Name != "n").Concat(ranges) : used];
    }

    private int Saving => shared.Values.Sum(method => method.Saving);

    /// <summary>Numbers that stand in calls which are written in place.</summary>
    public IEnumerable<CallNumber> InPlace =>
        runs.Values.SelectMany(each => each).Where(run => !shared.ContainsKey(run)).SelectMany(run => run.Numbers);

    /// <summary>Writes the calls of a section, each run in place or as the call of the method that it shares.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="section">The section.</param>
    /// <param name="loop">The loop over samples, where the steps stand in one.</param>
    public void Write(CodeWriter writer, Section section, string loop)
    {
        bool isInMethod = runs[section].Count == 1 && shared.ContainsKey(runs[section][0]);
        if (!calls.IsLoop(section) || isInMethod)
        {
            Write(writer, section);
            return;
        }

        using (writer.Block(loop))
        {
            Write(writer, section);
        }
    }

    private void Write(CodeWriter writer, Section section)
    {
        foreach (var run in runs[section])
        {
            if (shared.TryGetValue(run, out var method))
            {
                writer.Line($"{method.Call(run)} // {run.Title}");
                continue;
            }

            foreach (var (step, text, _) in run.Calls)
            {
                WriteStep(writer, step, step.Layer, text.ToString());
            }
        }
    }

    /// <summary>The one line that does all of a phase, or null.</summary>
    public string? OnlyCall(Phase phase) =>
        phase.Sections.Length == 1 && runs[phase.Sections[0]].Count == 1 && shared.TryGetValue(runs[phase.Sections[0]][0], out var method)
            ? method.Call(runs[phase.Sections[0]][0])
            : null;

    /// <summary>Writes the methods.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="loop">The loop over samples.</param>
    public void WriteMethods(CodeWriter writer, string loop)
    {
        foreach (var method in shared.Values)
        {
            writer.Line();
            method.Write(writer, loop);
        }
    }

    /// <summary>Writes one call under a comment with the layer and its formula.</summary>
    public static void WriteStep(CodeWriter writer, Step step, string layer, string call)
    {
        writer.Comment($"{layer}: {step.Formula}");
        if (step.Pass == PassKind.Both)
        {
            writer.Lines(call);
            return;
        }

        using (writer.Block(step.Pass == PassKind.Evaluation ? "if (Evaluating)" : "if (!Evaluating)"))
        {
            writer.Lines(call);
        }
    }
}
