using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>
/// Consecutive steps of one instance of a block, a single step of a layer that is in none, or all steps of a section where its end and the next instance's beginning belong together: what may share
/// a method with others of its kind.
/// </summary>
internal sealed class StepRun
{
    private readonly SectionCalls section;
    private readonly int first;
    private readonly int count;
    private readonly int depth;

    private StepRun(SectionCalls section, int first, int count, int depth)
    {
        this.section = section;
        this.first = first;
        this.count = count;
        this.depth = depth;
        Instance = InstanceOf(FirstStep.Layer);
    }

    /// <summary>All steps of a section.</summary>
    /// <param name="section">The calls.</param>
    /// <param name="depth">How many parts of a layer's path name an instance.</param>
    public static StepRun Whole(SectionCalls section, int depth) => new(section, 0, section.Calls.Length, depth);

    /// <summary>Tells runs of one program apart that cannot share a method.</summary>
    public static IEqualityComparer<StepRun> Shape { get; } = new ShapeComparer();

    /// <summary>The path of the instance of its first step with a dot behind it, or the empty string.</summary>
    public string Instance { get; }

    /// <summary>Whether it stands in a loop over samples.</summary>
    public bool PerSample => section.PerSample;

    /// <summary>Whether it is all that its section does, so that a loop over samples can be where its calls are.</summary>
    public bool IsWhole => count == section.Calls.Length;

    /// <summary>Whether its method has the loop over samples.</summary>
    public bool HasLoop => PerSample && IsWhole;

    public ArraySegment<StepCall> Calls => new(section.Calls, first, count);

    public Step FirstStep => section.Calls[first].Step;

    public Step LastStep => section.Calls[first + count - 1].Step;

    public ArraySegment<CallNumber> Numbers => section.Numbers(first, count);

    /// <summary>Characters of its calls in place.</summary>
    public int Length => section.Length(first, count);

    private ReadOnlySpan<int> Shapes => section.Shapes(first, count);

    /// <summary>The instance, or the layer.</summary>
    public string Title => Instance.Length > 0 ? Instance.TrimEnd('.') : FirstStep.Layer;

    /// <summary>Divides the calls of a section.</summary>
    /// <param name="section">The calls.</param>
    /// <param name="depth">How many parts of a layer's path name an instance.</param>
    public static List<StepRun> Divide(SectionCalls section, int depth)
    {
        var calls = section.Calls;
        var runs = new List<StepRun>();
        for (int start = 0, end; start < calls.Length; start = end)
        {
            string layer = calls[start].Step.Layer;
            int length = InstanceLength(layer, depth);
            end = start + 1;
            while (end < calls.Length && length > 0 && InstanceLength(calls[end].Step.Layer, depth) == length
                && string.CompareOrdinal(calls[end].Step.Layer, 0, layer, 0, length) == 0)
            {
                end++;
            }

            runs.Add(new StepRun(section, start, end - start, depth));
        }

        return runs;
    }

    /// <summary>A name without the path of its instance in front.</summary>
    public string LocalName(string name) => InstanceIn(name) is { Length: > 0 } instance ? name.Substring(instance.Length) : name;

    /// <summary>
    /// The name of a value, block or parameter as that of a parameter of a method that several runs share: without what tells this run's from the others', and
    /// <c>input</c> for what other runs compute.
    /// </summary>
    public string ParameterName(string name)
    {
        string owner = InstanceIn(name) is { Length: > 0 } instance ? instance : FirstStep.Layer;
        string local = name.StartsWith(owner, StringComparison.Ordinal) ? name.Substring(owner.Length).TrimStart('.')
            : name.EndsWith("OutputGradient", StringComparison.Ordinal) ? "inputGradient"
            : name.EndsWith("Output", StringComparison.Ordinal) ? "input"
            : name;
        return Names.StartingLow(Names.PascalCase(local.Replace('.', '_')));
    }

    /// <summary>The instance of one of the steps that a name begins with, or null.</summary>
    private string? InstanceIn(string name) =>
        name.StartsWith(Instance, StringComparison.Ordinal)
            ? Instance
            : Calls.SelectMany(call => call.Step.Singly).Select(step => InstanceOf(step.Layer)).FirstOrDefault(instance => instance.Length > 0 && name.StartsWith(instance, StringComparison.Ordinal));

    private string InstanceOf(string layer) => layer.Substring(0, InstanceLength(layer, depth));

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

    private sealed class ShapeComparer : IEqualityComparer<StepRun>
    {
        public bool Equals(StepRun one, StepRun other) =>
            one.PerSample == other.PerSample && one.IsWhole == other.IsWhole && one.Shapes.SequenceEqual(other.Shapes);

        public int GetHashCode(StepRun run)
        {
            int hash = run.count;
            foreach (int shape in run.Shapes)
            {
                hash = unchecked((hash * 31) + shape);
            }

            return hash;
        }
    }
}
