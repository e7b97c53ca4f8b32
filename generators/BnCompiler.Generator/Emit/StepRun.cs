using System.Collections.Immutable;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>Consecutive steps of one instance of a block, or a single step of a layer that is in none: what may share a method with others of its kind.</summary>
internal sealed class StepRun
{
    private StepRun(string instance, bool perSample, ImmutableArray<(Step Step, CallText Text)> calls)
    {
        Instance = instance;
        PerSample = perSample;
        Calls = calls;
        Shape = perSample + string.Join("\n", calls.Select(call => $"{call.Step.Pass} {call.Text.Shape}"));
        Numbers = [.. calls.SelectMany(call => call.Text.Numbers)];
    }

    /// <summary>The path of the instance with a dot behind it, or the empty string.</summary>
    public string Instance { get; }

    /// <summary>Whether it stands in a loop over samples.</summary>
    public bool PerSample { get; }

    public ImmutableArray<(Step Step, CallText Text)> Calls { get; }

    public string Shape { get; }

    public ImmutableArray<CallNumber> Numbers { get; }

    /// <summary>The instance, or the layer.</summary>
    public string Title => Instance.Length > 0 ? Instance.TrimEnd('.') : Calls[0].Step.Layer;

    /// <summary>Divides the steps of a section.</summary>
    public static ImmutableArray<StepRun> Divide(Section section, StepCalls calls)
    {
        var runs = ImmutableArray.CreateBuilder<StepRun>();
        var open = ImmutableArray.CreateBuilder<(Step, CallText)>();
        string instance = "";
        bool perSample = calls.IsLoop(section);
        foreach (var step in section.Steps)
        {
            string next = InstanceOf(step.Layer);
            if (open.Count > 0 && (next.Length == 0 || next != instance))
            {
                runs.Add(new StepRun(instance, perSample, open.ToImmutable()));
                open.Clear();
            }

            instance = next;
            open.Add((step, calls.Text(step, perSample)));
        }

        if (open.Count > 0)
        {
            runs.Add(new StepRun(instance, perSample, open.ToImmutable()));
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
        string pascal = Names.PascalCase(local.Replace('.', '_'));
        return char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
    }

    private static string InstanceOf(string layer) => layer.Substring(0, layer.LastIndexOf('.') + 1);
}
