using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>One method for several runs of steps that differ in numbers only. Numbers that are equal in all of them stay in its text; those that always go together are one parameter.</summary>
internal sealed class SharedMethod
{
    private readonly ImmutableArray<StepRun> runs;
    private readonly CallContext context;
    private readonly ImmutableArray<Parameter> parameters;
    private readonly Dictionary<int, Parameter> byNumber = [];
    private string name;

    /// <param name="runs">Runs of one shape.</param>
    /// <param name="context">What their calls need of the method around them.</param>
    /// <param name="names">C# names of layers.</param>
    public SharedMethod(ImmutableArray<StepRun> runs, CallContext context, Names names)
    {
        this.runs = runs;
        this.context = context;
        var first = runs[0];
        name = NameOf(first, names);
        parameters = [.. Columns()];
    }

    /// <summary>Characters that the method saves.</summary>
    public int Saving
    {
        get
        {
            int inPlace = runs.Sum(run => run.Calls.Sum(call => call.Text.ToString().Length + call.Step.Formula.Length));
            int method = runs[0].Calls.Sum(call => call.Text.ToString().Length + call.Step.Formula.Length) + context.Parameters.Length + (parameters.Length * 20);
            return inPlace - method - runs.Sum(run => Call(run).Length + run.Title.Length);
        }
    }

    public void MakeNameUnique(HashSet<string> used)
    {
        string stem = name;
        for (int number = 2; !used.Add(name); number++)
        {
            name = stem + Literal.Int(number);
        }
    }

    /// <summary>The call for one of the runs.</summary>
    public string Call(StepRun run)
    {
        string types = string.Concat(parameters.Where(parameter => parameter.IsType).Select(parameter => $", {run.Numbers[parameter.Index].InPlace}"));
        string numbers = string.Concat(parameters.Where(parameter => !parameter.IsType).Select(parameter => $", {Literal.Int(run.Numbers[parameter.Index].Value)}"));
        return $"{name}<TSimd, TVector{types}>({context.Arguments}{numbers});";
    }

    public void Write(CodeWriter writer)
    {
        string types = string.Concat(parameters.Where(parameter => parameter.IsType).Select(parameter => $", {parameter.Name}"));
        string constraints = string.Concat(parameters.Where(parameter => parameter.IsType).Select(parameter => $"\n    where {parameter.Name} : struct, ISize"));
        string numbers = string.Concat(parameters.Where(parameter => !parameter.IsType).Select(parameter => $", int {parameter.Name}"));
        writer.Summary($"{Titles()}.");
        using (writer.Block($"""
            private void {name}<TSimd, TVector{types}>({context.Parameters}{numbers})
                where TSimd : struct, ISimd<TVector>
                where TVector : struct{constraints}
            """))
        {
            var first = runs[0];
            int start = 0;
            foreach (var (step, text) in first.Calls)
            {
                int at = start;
                string call = text.Write(index => byNumber.TryGetValue(at + index, out var parameter) ? parameter.Name : Fixed(text.Numbers[index]));
                SharedCalls.WriteStep(writer, step, first.LocalName(step.Layer), call);
                start += text.Numbers.Count;
            }
        }
    }

    private static string Fixed(CallNumber number) => number.IsType ? number.InPlace : Literal.Int(number.Value);

    private static string NameOf(StepRun run, Names names)
    {
        var (first, last) = (run.Calls[0].Step, run.Calls[run.Calls.Length - 1].Step);
        return run.Calls.Length > 1 ? $"{names.Of(first.Layer)}{first.Kernel.Role}To{Names.PascalCase(run.LocalName(last.Layer))}{last.Kernel.Role}"
            : first.Kernel is RuntimeKernel ? first.Kernel.Role
            : $"Run{names.Of(first.Layer)}{first.Kernel.Role}";
    }

    private string Titles()
    {
        const int MostNamed = 8;
        string[] titles = [.. runs.Select(run => run.Title).Distinct()];
        return titles.Length <= MostNamed
            ? string.Join(", ", titles)
            : $"{string.Join(", ", titles.Take(MostNamed))} and {Literal.Int(titles.Length - MostNamed)} more";
    }

    /// <summary>A parameter for each sequence of numbers, one from each run, that is not all one number.</summary>
    private IEnumerable<Parameter> Columns()
    {
        var known = new Dictionary<string, Parameter>(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal) { "worker", "first", "last", "n", "count", "arena", "output" };
        for (int index = 0; index < runs[0].Numbers.Length; index++)
        {
            var number = runs[0].Numbers[index];
            int at = index;
            if (runs.All(run => run.Numbers[at].Value == number.Value))
            {
                continue;
            }

            string column = number.IsType + string.Join(",", runs.Select(run => Literal.Int(run.Numbers[at].Value)));
            if (!known.TryGetValue(column, out var parameter))
            {
                parameter = new Parameter(Unique(NameOf(number), used), index, number.IsType);
                known.Add(column, parameter);
                yield return parameter;
            }

            byNumber.Add(index, parameter);
        }
    }

    private string NameOf(CallNumber number) => number.IsType ? "T" + number.Name : runs[0].ParameterName(number.Name);

    private static string Unique(string stem, HashSet<string> used)
    {
        string unique = stem;
        for (int number = 2; !used.Add(unique); number++)
        {
            unique = stem + Literal.Int(number);
        }

        return unique;
    }

    private sealed record Parameter(string Name, int Index, bool IsType);
}
