using System.Collections.Immutable;
using System.Text;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>One method for several runs of steps that differ in numbers only. Numbers that are equal in all of them stay in its text; those that always go together are one parameter.</summary>
internal sealed class SharedMethod
{
    private readonly ImmutableArray<StepRun> runs;
    private readonly ImmutableArray<CallVariable> variables;
    private readonly ImmutableArray<Parameter> parameters;
    private readonly Dictionary<int, string> expressions = [];
    private string name;

    /// <param name="runs">Runs of one shape.</param>
    /// <param name="variables">What their calls read of the method around them.</param>
    public SharedMethod(ImmutableArray<StepRun> runs, ImmutableArray<CallVariable> variables)
    {
        this.runs = runs;
        this.variables = variables;
        name = NameOf(runs[0]);
        parameters = [.. Columns()];
        Saving = FindSaving();
    }

    /// <summary>Characters that the method saves.</summary>
    public int Saving { get; }

    public void MakeNameUnique(HashSet<string> used) => name = Names.Unique(name, used);

    private int FindSaving()
    {
        int inPlace = runs.Sum(run => run.Calls.Sum(call => call.Text.Length + call.Step.Formula.Length));
        int method = runs[0].Calls.Sum(call => call.Text.Length + call.Step.Formula.Length) + (parameters.Length * 20);
        var call = new StringBuilder();
        foreach (var run in runs)
        {
            WriteCall(call, run);
        }

        return inPlace - method - call.Length - runs.Sum(run => run.Title.Length);
    }

    /// <summary>Whether it computes with vectors, and not by methods of the runtime library alone.</summary>
    private bool UsesVectors => runs[0].Calls.Any(call => call.Step.Kernel is not RuntimeKernel);

    /// <summary>The call for one of the runs.</summary>
    public string Call(StepRun run)
    {
        var call = new StringBuilder();
        WriteCall(call, run);
        return call.ToString();
    }

    private void WriteCall(StringBuilder call, StepRun run)
    {
        call.Append(name).Append(TypeList(parameters.Where(parameter => parameter.IsType).Select(parameter => run.Numbers[parameter.Index].InPlace))).Append('(');
        string separator = "";
        foreach (var variable in variables)
        {
            call.Append(separator).Append(variable.Argument);
            separator = ", ";
        }

        foreach (var parameter in parameters)
        {
            if (!parameter.IsType)
            {
                call.Append(separator).Append(Literal.Int(run.Numbers[parameter.Index].Value));
                separator = ", ";
            }
        }

        call.Append(");");
    }

    /// <summary>Writes the method.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="loop">The loop over samples, for runs that are all of one.</param>
    public void Write(CodeWriter writer, string loop)
    {
        string[] types = [.. parameters.Where(parameter => parameter.IsType).Select(parameter => parameter.Name)];
        var numbers = parameters.Where(parameter => !parameter.IsType).Select(parameter => "int " + parameter.Name);
        string list = string.Join(", ", variables.Select(variable => variable.Declaration).Concat(numbers));
        string constraints = UsesVectors ? "\n    where TSimd : struct, ISimd<TVector>\n    where TVector : struct" : "";
        constraints += types.Length == 0 ? "" : "\n    " + string.Join(" ", types.Select(type => $"where {type} : struct, ISize"));
        writer.Summary($"{Titles()}.");
        using (writer.Block($"private void {name}{TypeList(types)}({list}){constraints}"))
        {
            if (runs[0] is not { PerSample: true, IsWhole: true })
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
        foreach (var (step, text) in first.Calls)
        {
            int at = start;
            string call = text.Write(index => expressions.TryGetValue(at + index, out string expression) ? expression : Fixed(text.Numbers[index]));
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
        var (first, last) = (run.Calls[0].Step, run.Calls[run.Calls.Length - 1].Step);
        string role = first.Kernel.Role, layer = LocalName(run, first.Layer);
        return run.Calls.Length == 1 && first.Kernel is RuntimeKernel ? role
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

    /// <summary>
    /// The parameters: one for each sequence of numbers, one from each run, that is not all one number and no constant distance from another: what lies behind one another
    /// in memory is one place. Types first, since distances may be multiples of them.
    /// </summary>
    private IEnumerable<Parameter> Columns()
    {
        var found = new List<Parameter>();
        var used = new HashSet<string>(variables.Select(variable => variable.Name), StringComparer.Ordinal);
        foreach (bool types in new[] { true, false })
        {
            for (int index = 0; index < runs[0].Numbers.Length; index++)
            {
                var number = runs[0].Numbers[index];
                int at = index;
                if (number.IsType != types || runs.All(run => run.Numbers[at].Value == number.Value))
                {
                    continue;
                }

                int[] column = [.. runs.Select(run => run.Numbers[at].Value)];
                if (Expression(column, number.IsType, found) is not { } expression)
                {
                    expression = Names.Unique(NameOf(number), used);
                    found.Add(new Parameter(expression, index, number.IsType, column));
                }

                expressions.Add(index, expression);
            }
        }

        return found;
    }

    /// <summary>A column as one that is known, or a distance from one: a number, or a multiple of a size.</summary>
    private static string? Expression(int[] column, bool isType, List<Parameter> found)
    {
        const int MostMultiples = 8;
        if (found.FirstOrDefault(known => known.IsType == isType && known.Column.SequenceEqual(column)) is { } same)
        {
            return same.Name;
        }

        foreach (var known in found.Where(known => !isType && !known.IsType))
        {
            int distance = column[0] - known.Column[0];
            if (IsApart(column, known.Column, distance, null))
            {
                return $"({known.Name} {(distance < 0 ? "-" : "+")} {Literal.Int(Math.Abs(distance))})";
            }

            foreach (var size in found.Where(size => size.IsType && size.Column[0] > 0 && distance > 0 && distance % size.Column[0] == 0))
            {
                int multiple = distance / size.Column[0];
                if (multiple <= MostMultiples && IsApart(column, known.Column, multiple, size.Column))
                {
                    return multiple == 1 ? $"({known.Name} + {size.Name}.Value)" : $"({known.Name} + ({multiple} * {size.Name}.Value))";
                }
            }
        }

        return null;
    }

    /// <summary>Whether a column is a distance from another one, or a multiple of sizes.</summary>
    private static bool IsApart(int[] column, int[] other, int distance, int[]? sizes)
    {
        for (int run = 0; run < column.Length; run++)
        {
            if (column[run] - other[run] != (sizes is null ? distance : distance * sizes[run]))
            {
                return false;
            }
        }

        return true;
    }

    private string NameOf(CallNumber number) => number.IsType ? "T" + number.Name : runs[0].ParameterName(number.Name);

    private sealed record Parameter(string Name, int Index, bool IsType, int[] Column);
}
