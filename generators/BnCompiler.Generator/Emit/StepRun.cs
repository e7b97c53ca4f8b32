using System.Collections.Immutable;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>Consecutive steps of one instance of a block, or a single step of a layer that is in none: what may share a method with others of its kind.</summary>
internal sealed class StepRun
{
    private StepRun(string instance, bool perSample, bool isWhole, ImmutableArray<(Step Step, CallText Text)> calls)
    {
        Instance = instance;
        PerSample = perSample;
        IsWhole = isWhole;
        Calls = calls;
        Shape = $"{perSample} {isWhole}\n" + string.Join(" ", calls.Select(call => $"{Literal.Int((int)call.Step.Pass)} {Literal.Int(call.Text.ShapeNumber)}"));
        Numbers = [.. calls.SelectMany(call => call.Text.Numbers)];
    }

    /// <summary>The path of the instance with a dot behind it, or the empty string.</summary>
    public string Instance { get; }

    /// <summary>Whether it stands in a loop over samples.</summary>
    public bool PerSample { get; }

    /// <summary>Whether it is all that its section does, so that a loop over samples can be where its calls are.</summary>
    public bool IsWhole { get; }

    public ImmutableArray<(Step Step, CallText Text)> Calls { get; }

    /// <summary>Equal for runs of one program that can share a method.</summary>
    public string Shape { get; }

    public ImmutableArray<CallNumber> Numbers { get; }

    /// <summary>The instance, or the layer.</summary>
    public string Title => Instance.Length > 0 ? Instance.TrimEnd('.') : Calls[0].Step.Layer;

    /// <summary>Divides the steps of a section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="perSample">Whether its steps stand in a loop over samples.</param>
    /// <param name="texts">The calls of its steps.</param>
    /// <param name="depth">How many parts of a layer's path name an instance.</param>
    public static ImmutableArray<StepRun> Divide(Section section, bool perSample, ImmutableArray<CallText> texts, int depth)
    {
        var calls = section.Steps.Zip(texts, (step, text) => (step, text)).ToImmutableArray();
        var runs = ImmutableArray.CreateBuilder<StepRun>();
        for (int start = 0, end; start < calls.Length; start = end)
        {
            string layer = calls[start].step.Layer;
            int length = InstanceLength(layer, depth);
            end = start + 1;
            while (end < calls.Length && length > 0 && InstanceLength(calls[end].step.Layer, depth) == length
                && string.CompareOrdinal(calls[end].step.Layer, 0, layer, 0, length) == 0)
            {
                end++;
            }

            runs.Add(new StepRun(layer.Substring(0, length), perSample, end - start == calls.Length, ImmutableArray.Create(calls, start, end - start)));
        }

        return runs.ToImmutable();
    }

    /// <summary>A name without the path of the instance in front.</summary>
    public string LocalName(string name) =>
        Instance.Length > 0 && name.StartsWith(Instance, StringComparison.Ordinal) ? name.Substring(Instance.Length) : name;

    /// <summary>
    /// The name of a value, block or parameter as that of a parameter of a method that several runs share: without what tells this run's from the others', and
    /// <c>input</c> for what other runs compute.
    /// </summary>
    public string ParameterName(string name)
    {
        string owner = Instance.Length > 0 ? Instance : Calls[0].Step.Layer;
        string local = name.StartsWith(owner, StringComparison.Ordinal) ? name.Substring(owner.Length).TrimStart('.')
            : name.EndsWith("OutputGradient", StringComparison.Ordinal) ? "inputGradient"
            : name.EndsWith("Output", StringComparison.Ordinal) ? "input"
            : name;
        return Names.StartingLow(Names.PascalCase(local.Replace('.', '_')));
    }

    /// <summary>Letters of the first parts of a layer's path, with a dot behind each; without the layer's own name.</summary>
    private static int InstanceLength(string layer, int depth)
    {
        int end = -1;
        for (int part = 0; part < depth && layer.IndexOf('.', end + 1) is var dot and >= 0; part++)
        {
            end = dot;
        }

        return end + 1;
    }
}
