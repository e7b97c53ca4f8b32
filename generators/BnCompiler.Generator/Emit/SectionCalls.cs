using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>The calls of a section, and what runs of them are compared and priced by, so that dividing them in another way costs little.</summary>
internal sealed class SectionCalls
{
    private readonly CallNumber[] numbers;
    private readonly int[] shapes;
    private readonly int[] firstNumbers;
    private readonly int[] lengths;

    /// <param name="section">The section.</param>
    /// <param name="calls">Writes its steps.</param>
    public SectionCalls(Section section, StepCalls calls)
    {
        PerSample = calls.IsLoop(section);
        Calls = [.. section.Steps.Select(step => calls.Call(step, PerSample))];
        numbers = [.. Calls.SelectMany(call => call.Text.Numbers)];
        shapes = [.. Calls.Select(call => call.Shape)];
        firstNumbers = SumsBefore(call => call.Text.Numbers.Count);
        lengths = SumsBefore(call => call.Length);
    }

    /// <summary>Whether they stand in a loop over samples.</summary>
    public bool PerSample { get; }

    public StepCall[] Calls { get; }

    /// <summary>The numbers of the calls first … first + count − 1.</summary>
    public ArraySegment<CallNumber> Numbers(int first, int count) => new(numbers, firstNumbers[first], firstNumbers[first + count] - firstNumbers[first]);

    /// <summary>The shapes of these calls.</summary>
    public ReadOnlySpan<int> Shapes(int first, int count) => shapes.AsSpan(first, count);

    /// <summary>Characters of these calls in place.</summary>
    public int Length(int first, int count) => lengths[first + count] - lengths[first];

    private int[] SumsBefore(Func<StepCall, int> size)
    {
        int[] sums = new int[Calls.Length + 1];
        for (int index = 0; index < Calls.Length; index++)
        {
            sums[index + 1] = sums[index] + size(Calls[index]);
        }

        return sums;
    }
}
