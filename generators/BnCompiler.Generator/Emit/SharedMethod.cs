using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>One method for several runs of steps that differ in numbers only. Numbers that are equal in all of them stay in its text; those that always go together are one parameter.</summary>
internal sealed class SharedMethod
{
    // What the declaration of a parameter is taken to be long.
    private const int ParameterLength = 20;

    // What a loop over samples around calls is taken to be long.
    private const int LoopLength = 120;

    private readonly IReadOnlyList<StepRun> runs;
    private readonly IReadOnlyList<CallVariable> variables;
    private readonly SharedNumbers numbers;
    private readonly Dictionary<SharedParameter, string> parameterNames = [];
    private string name;

    /// <param name="runs">Runs of one shape.</param>
    /// <param name="variables">What their calls read of the method around them.</param>
    public SharedMethod(IReadOnlyList<StepRun> runs, IReadOnlyList<CallVariable> variables)
    {
        this.runs = runs;
        this.variables = variables;
        name = NameOf(runs[0]);
        numbers = new SharedNumbers(runs);
        Saving = FindSaving();
    }

    /// <summary>Characters that the method saves.</summary>
    public int Saving { get; }

    /// <summary>Gives the method and its parameters their names.</summary>
    public void AssignNames(HashSet<string> used)
    {
        name = Names.Unique(name, used);
        var usedInside = new HashSet<string>(variables.Select(variable => variable.Name), StringComparer.Ordinal);
        foreach (var parameter in numbers.Parameters)
        {
            parameterNames.Add(parameter, Names.Unique(NameOf(runs[0].Numbers.AsSpan()[parameter.Index]), usedInside));
        }
    }

    /// <summary>Calls differ in the lengths of their arguments only.</summary>
    private int FindSaving()
    {
        string call = Call(runs[0]);
        int saving = -runs[0].Length - (numbers.Parameters.Count * ParameterLength) + (runs[0].HasLoop ? (runs.Count - 1) * LoopLength : 0);
        foreach (var run in runs)
        {
            saving += run.Length - run.Title.Length - call.Length;
        }

        foreach (var parameter in numbers.Parameters)
        {
            int first = parameter.ArgumentLength(0);
            for (int run = 1; run < runs.Count; run++)
            {
                saving -= parameter.ArgumentLength(run) - first;
            }
        }

        return saving;
    }

    /// <summary>Whether it computes with vectors, and not by methods of the runtime library alone.</summary>
    private bool UsesVectors => runs[0].Calls.Any(call => call.Step.Kernel is not RuntimeKernel);

    /// <summary>The call for one of the runs.</summary>
    public string Call(StepRun run)
    {
        var types = new List<string>();
        var arguments = new List<string>(variables.Select(variable => variable.Argument));
        foreach (var parameter in numbers.Parameters)
        {
            (parameter.IsType ? types : arguments).Add(parameter.Argument(run));
        }

        return $"{name}{TypeList(types)}({string.Join(", ", arguments)});";
    }

    /// <summary>Writes the method.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="loop">The loop over samples, for runs that are all of one.</param>
    public void Write(CodeWriter writer, string loop)
    {
        string[] types = [.. numbers.Parameters.Where(parameter => parameter.IsType).Select(parameter => parameterNames[parameter])];
        var integers = numbers.Parameters.Where(parameter => !parameter.IsType).Select(parameter => "int " + parameterNames[parameter]);
        string list = string.Join(", ", variables.Select(variable => variable.Declaration).Concat(integers));
        string constraints = UsesVectors ? "\n    where TSimd : struct, ISimd<TVector>\n    where TVector : struct" : "";
        constraints += types.Length == 0 ? "" : "\n    " + string.Join(" ", types.Select(type => $"where {type} : struct, ISize"));
        writer.Summary($"{Titles()}.");
        using (writer.Block($"private void {name}{TypeList(types)}({list}){constraints}"))
        {
            if (!runs[0].HasLoop)
            {
                WriteCalls(writer);
                return;
            }

            using (writer.Block(loop))
            {
                WriteCalls(writer);
            }
        }
    }

    private void WriteCalls(CodeWriter writer)
    {
        var first = runs[0];
        int start = 0;
        foreach (var (step, text, _) in first.Calls)
        {
            int at = start;
            string call = text.Write(index => numbers[at + index] is { } form ? Write(form) : Fixed(text.Numbers[index]));
            SharedCalls.WriteStep(writer, step, first.LocalName(step.Layer), call);
            start += text.Numbers.Count;
        }
    }

    private string TypeList(IEnumerable<string> types)
    {
        string list = string.Join(", ", UsesVectors ? types.Prepend("TVector").Prepend("TSimd") : types);
        return list.Length == 0 ? "" : $"<{list}>";
    }

    private static string Fixed(CallNumber number) => number.IsType ? number.InPlace : Literal.Int(number.Value);

    private static string NameOf(StepRun run)
    {
        var (first, last) = (run.FirstStep, run.LastStep);
        string role = first.Kernel.Role, layer = LocalName(run, first.Layer);
        return run.Calls.Count == 1 && first.Kernel is RuntimeKernel ? role
            : first.Layer == last.Layer ? layer + role
            : $"{layer}To{LocalName(run, last.Layer)}";
    }

    private static string LocalName(StepRun run, string layer) =>
        run.LocalName(layer) is var local && char.IsDigit(local[0]) ? "Layer" + Names.PascalCase(local) : Names.PascalCase(local);

    private string Titles()
    {
        const int MostNamed = 8;
        string[] titles = [.. runs.Select(run => run.Title).Distinct()];
        return titles.Length <= MostNamed
            ? string.Join(", ", titles)
            : $"{string.Join(", ", titles.Take(MostNamed))} and {Literal.Int(titles.Length - MostNamed)} more";
    }

    private string Write(ParameterForm form)
    {
        string parameter = parameterNames[form.Parameter];
        if (form.Size is null)
        {
            return form.Distance == 0 ? parameter : $"({parameter} {(form.Distance < 0 ? "-" : "+")} {Literal.Int(Math.Abs(form.Distance))})";
        }

        string size = parameterNames[form.Size];
        return form.Distance == 1 ? $"({parameter} + {size}.Value)" : $"({parameter} + ({form.Distance} * {size}.Value))";
    }

    private string NameOf(CallNumber number) => number.IsType ? "T" + number.Name : runs[0].ParameterName(number.Name);
}
