using System.Globalization;
using System.Text;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>The range of samples that a call covers, as two expressions.</summary>
internal sealed record SampleRange(string First, string Last);

/// <summary>A variable that calls may read: a parameter of the method that they stand in.</summary>
/// <param name="Type">Its type, with <c>ref</c> where it is a reference.</param>
internal sealed record CallVariable(string Type, string Name)
{
    public string Declaration => $"{Type} {Name}";

    public string Argument => Type.StartsWith("ref ", StringComparison.Ordinal) ? "ref " + Name : Name;
}

/// <summary>Writes steps as calls: what differs between programs is how they reach their memory.</summary>
internal abstract partial class StepCalls(KernelSet kernels)
{
    private readonly StringBuilder open = new();
    private readonly Dictionary<(PassKind Pass, string Text), int> shapes = [];

    /// <summary>Names that methods beside the calls must not have.</summary>
    public IEnumerable<string> TakenNames => kernels.ClassNames;

    /// <summary>Whether the steps of a section stand in a loop over samples, which counts in <c>n</c>.</summary>
    public virtual bool IsLoop(Section section) => section.PerSample;

    /// <summary>The variables that calls may read.</summary>
    /// <param name="perSample">Whether they stand in a loop over samples.</param>
    public abstract IEnumerable<CallVariable> Variables(bool perSample);

    /// <summary>The samples of a call.</summary>
    /// <param name="perSample">Whether it stands in a loop over samples.</param>
    protected abstract SampleRange Range(bool perSample);

    /// <summary>The call of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="perSample">Whether it stands in a loop over samples.</param>
    public StepCall Call(Step step, bool perSample)
    {
        var text = Write(step, perSample);
        if (!shapes.TryGetValue((step.Pass, text.Shape), out int number))
        {
            number = shapes.Count;
            shapes.Add((step.Pass, text.Shape), number);
        }

        return new StepCall(step, text, number);
    }

    private CallText Write(Step step, bool perSample)
    {
        var text = new CallText(open.Clear());
        if (step.Kernel is RuntimeKernel runtime)
        {
            text.Add(runtime.Method).Add("(");
            AddOperands(text, step, perSample, areNamed: true);
            AddConstants(text, runtime);
            return text.Add(Arguments(step, perSample)).Add(");");
        }

        if (step.Kernel is RowBandKernel bands)
        {
            AddBands(text, step, bands, perSample);
            return text;
        }

        kernels.AddMethod(text, step.Kernel);
        text.Add("<TSimd, TVector>(");
        AddOperands(text, step, perSample, areNamed: false);
        return text.Add(Arguments(step, perSample)).Add(");");
    }

    /// <summary>What a call gets behind its operands.</summary>
    protected virtual string Arguments(Step step, bool perSample)
    {
        var range = Range(perSample);
        return step.Kernel is RuntimeKernel runtime ? Ending(runtime, step.Scope, range) : $", {range.First}, {range.Last}";
    }

    /// <summary>The worker's share of a step, as an expression.</summary>
    protected virtual string Share(Step step) => "WorkerShare.Whole";

    /// <summary>Adds an expression for the first element of the operand.</summary>
    /// <param name="text">Where it is added.</param>
    /// <param name="operand">What to reach.</param>
    /// <param name="scope">The step's scope.</param>
    /// <param name="perSample">Whether the step stands in a loop over samples.</param>
    protected abstract void AddReference(CallText text, Operand operand, StepScope scope, bool perSample);

    private void AddOperands(CallText text, Step step, bool perSample, bool areNamed)
    {
        var parameters = areNamed ? step.Kernel.Parameters : [];
        for (int index = 0; index < step.Operands.Length; index++)
        {
            text.Add(index == 0 ? "" : ", ");
            if (areNamed)
            {
                text.Add(parameters[index].Name).Add(": ");
            }

            text.Add("ref ");
            AddReference(text, step.Operands[index], step.Scope, perSample);
        }
    }

    /// <summary>Constants are <c>name: value</c>; whole numbers among them may differ between calls of a shared method.</summary>
    private static void AddConstants(CallText text, RuntimeKernel kernel)
    {
        foreach (string constant in kernel.Constants)
        {
            int colon = constant.IndexOf(": ", StringComparison.Ordinal);
            string name = constant.Substring(0, colon), value = constant.Substring(colon + 2);
            text.Add(", ").Add(name).Add(": ");
            if (int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
            {
                text.Add(new CallNumber(name, number, value));
            }
            else
            {
                text.Add(value);
            }
        }
    }

    private static string Ending(RuntimeKernel kernel, StepScope scope, SampleRange range) =>
        kernel.TakesRange ? $", first: {range.First}, last: {range.Last}"
        : scope == StepScope.Shares ? ", share: worker, shares: Threads"
        : "";
}
