using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>The range of samples that a call covers, as two expressions.</summary>
internal sealed record SampleRange(string First, string Last);

/// <summary>Writes steps as calls: what differs between programs is how they reach their memory.</summary>
internal abstract class StepCalls(KernelSet kernels)
{
    /// <summary>Writes one call under a comment with the layer and its formula.</summary>
    public void Write(CodeWriter writer, Step step, SampleRange range, string? sampleInLoop)
    {
        writer.Comment($"{step.Layer}: {step.Formula}");
        var references = step.Operands.Select(operand => "ref " + Reference(operand, step.Scope, sampleInLoop));
        if (step.Kernel is RuntimeKernel runtime)
        {
            var operands = runtime.Operands.Zip(references, (parameter, reference) => $"{parameter.Name}: {reference}");
            string[] all = [.. operands, .. runtime.Constants, .. Ending(runtime, step.Scope, range)];
            writer.Line($"{runtime.Method}({string.Join(", ", all)});");
            return;
        }

        string arguments = string.Concat(references.Select(reference => reference + ", "));
        writer.Line($"{kernels.MethodOf(step.Kernel)}<TSimd, TVector>({arguments}{range.First}, {range.Last});");
    }

    /// <summary>An expression for the first element of the operand.</summary>
    /// <param name="operand">What to reach.</param>
    /// <param name="scope">The step's scope.</param>
    /// <param name="sampleInLoop">The variable of the enclosing loop over samples, or null.</param>
    protected abstract string Reference(Operand operand, StepScope scope, string? sampleInLoop);

    private static IEnumerable<string> Ending(RuntimeKernel kernel, StepScope scope, SampleRange range) =>
        kernel.TakesRange ? [$"first: {range.First}", $"last: {range.Last}"]
        : scope == StepScope.Shares ? ["share: worker", "shares: Threads"]
        : [];
}
