using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Passes;

/// <summary>Where passes write down what they decided, for the emitted header, the report and the diagnostics.</summary>
internal sealed class PassLog
{
    private readonly List<string> decisions = [];
    private readonly List<BatchNormFate> fates = [];
    private readonly List<Finding> findings = [];

    public ImmutableArray<string> Decisions => [.. decisions];

    public ImmutableArray<BatchNormFate> Fates => [.. fates];

    public ImmutableArray<Finding> Findings => [.. findings];

    /// <summary>A decision in a sentence: <c>conv1.bias: removed, bn1 subtracts it</c>.</summary>
    public void Decide(string sentence) => decisions.Add(sentence);

    public void Decide(BatchNormFate fate)
    {
        fates.Add(fate);
        decisions.Add(fate.ToString());
    }

    public void Report(Finding finding) => findings.Add(finding);
}
