using System.CommandLine;
using BnCompiler.Tool.Conformance;

namespace BnCompiler.Tool.Commands;

/// <summary><c>conformance</c>: whether models of others compute what others say.</summary>
internal static class ConformanceCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "The folder with the cases." }.AcceptExistingOnly();
        var jobs = new Option<int>("--jobs") { Description = "Cases at the same time.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var json = new Option<bool>("--json") { Description = "Prints a line of JSON for each case, and one with the counts." };
        var command = new Command("conformance", "Imports every model in a folder, compiles it in memory, runs it and compares; fails on a mismatch or an error.") { folder, jobs, json };
        command.SetAction(parsed => ToolErrors.Report(() => Run(parsed.GetValue(folder)!.FullName, parsed.GetValue(jobs), parsed.GetValue(json))));
        return command;
    }

    private static int Run(string folder, int jobs, bool json)
    {
        List<CaseResult> results = [];
        var cases = ConformanceFolder.Find(folder).AsParallel().AsOrdered().WithDegreeOfParallelism(Math.Clamp(jobs, 1, 64))
            .WithMergeOptions(ParallelMergeOptions.NotBuffered);
        foreach (var result in cases.Select(CaseRunner.Run))
        {
            results.Add(result);
            Console.WriteLine(json ? result.ToJson() : $"{result.Result,-12} {result.Case}{(result.Reason is null ? "" : ": " + result.Reason)}");
        }

        var counts = CaseCounts.Of(results);
        Console.WriteLine(json ? counts.ToJson()
            : $"{counts.Cases} cases: {counts.Pass} pass, {counts.Unsupported} unsupported, {counts.Mismatch} mismatches, {counts.Error} errors");
        return counts.Mismatch + counts.Error == 0 ? 0 : 1;
    }
}
