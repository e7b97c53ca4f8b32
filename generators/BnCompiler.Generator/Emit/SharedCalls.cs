using System.Collections.Immutable;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>
/// The calls of a program. Runs of steps that differ in numbers only, as the instances of a block do, become one method to which the numbers are passed, where
/// that makes the text clearly shorter; the others stand where they are called.
/// </summary>
internal sealed class SharedCalls
{
    private const int LeastSaving = 1500;

    private readonly StepCalls calls;
    private readonly Dictionary<Section, ImmutableArray<StepRun>> runs;
    private readonly Dictionary<string, SharedMethod> shared = new(StringComparer.Ordinal);

    /// <param name="sections">All sections of the program.</param>
    /// <param name="calls">Writes steps.</param>
    /// <param name="names">C# names of layers.</param>
    public SharedCalls(IEnumerable<Section> sections, StepCalls calls, Names names)
    {
        this.calls = calls;
        runs = sections.ToDictionary(section => section, section => StepRun.Divide(section, calls));
        var used = new HashSet<string>(StringComparer.Ordinal);
        var alike = runs.Values.SelectMany(each => each).GroupBy(run => run.Shape, StringComparer.Ordinal).Where(group => group.Count() > 1);
        foreach (var group in alike)
        {
            var method = new SharedMethod([.. group], calls.Context(group.First().PerSample), names);
            if (method.Saving >= LeastSaving)
            {
                method.MakeNameUnique(used);
                shared.Add(group.Key, method);
            }
        }
    }

    /// <summary>Numbers that stand in calls which are written in place.</summary>
    public IEnumerable<CallNumber> InPlace =>
        runs.Values.SelectMany(each => each).Where(run => !shared.ContainsKey(run.Shape)).SelectMany(run => run.Numbers);

    /// <summary>Writes the calls of a section, each run in place or as the call of the method that it shares.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="section">The section.</param>
    /// <param name="loop">The loop over samples, where the steps stand in one.</param>
    public void Write(CodeWriter writer, Section section, string loop)
    {
        if (!calls.IsLoop(section))
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
            if (shared.TryGetValue(run.Shape, out var method))
            {
                writer.Line($"{method.Call(run)} // {run.Title}");
                continue;
            }

            foreach (var (step, text) in run.Calls)
            {
                WriteStep(writer, step, step.Layer, text.ToString());
            }
        }
    }

    /// <summary>Writes the methods.</summary>
    public void WriteMethods(CodeWriter writer)
    {
        foreach (var method in shared.Values)
        {
            writer.Line();
            method.Write(writer);
        }
    }

    /// <summary>Writes one call under a comment with the layer and its formula.</summary>
    public static void WriteStep(CodeWriter writer, Step step, string layer, string call)
    {
        writer.Comment($"{layer}: {step.Formula}");
        if (step.Pass == PassKind.Both)
        {
            writer.Line(call);
            return;
        }

        using (writer.Block(step.Pass == PassKind.Evaluation ? "if (Evaluating)" : "if (!Evaluating)"))
        {
            writer.Line(call);
        }
    }
}
