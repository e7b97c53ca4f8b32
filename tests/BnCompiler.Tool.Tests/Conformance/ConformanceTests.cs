using BnCompiler.Tool.Conformance;
using BnCompiler.Tool.Tests.Support;
using Xunit.Abstractions;

namespace BnCompiler.Tool.Tests.Conformance;

/// <summary>Models of others, where they stand beside the repository.</summary>
public class ConformanceTests(ITestOutputHelper output)
{
    /// <summary>Writes the ledger again instead of comparing with it.</summary>
    private const string UpdateVariable = "BNCOMPILER_UPDATE_LEDGER";

    /// <summary>Every case has the result that the ledger beside this file says.</summary>
    [Fact]
    public void EveryCase_HasTheResultOfTheLedger()
    {
        if (SharedFolder.Find("conformance", output) is not { } folder)
        {
            return;
        }

        CaseResult[] results = [.. ConformanceFolder.Find(folder).AsParallel().AsOrdered().Select(CaseRunner.Run)];
        output.WriteLine(CaseCounts.Of(results).ToJson());
        string[] lines = [.. results.Select(result => $"{result.Result.ToString().ToUpperInvariant()} {result.Case}")];
        if (Environment.GetEnvironmentVariable(UpdateVariable) is { Length: > 0 })
        {
            Ledger.Write(lines);
        }

        string[] ledger = Ledger.Read();
        string[] changes = [.. ledger.Except(lines).Select(line => $"- {line}"), .. lines.Except(ledger).Select(line => $"+ {line}")];
        Assert.True(changes.Length == 0, string.Join('\n', changes));
        Assert.DoesNotContain(results, result => result.Result is CaseOutcome.Mismatch or CaseOutcome.Error);
        Assert.All(results.Where(result => result.Case.StartsWith("models/", StringComparison.Ordinal)), result => Assert.Equal(0, result.BatchNormSteps ?? 0));
    }
}
