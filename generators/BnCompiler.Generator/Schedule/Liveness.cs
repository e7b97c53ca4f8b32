using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Schedule;

/// <summary>When a value is needed, in whatever unit of time the program is divided into; both ends inclusive.</summary>
internal sealed record Lifetime(Value Value, int First, int Last)
{
    public bool Overlaps(Lifetime other) => First <= other.Last && other.First <= Last;

    /// <summary>The lifetimes of all values that appear in the steps of each unit of time.</summary>
    public static List<Lifetime> Of(IEnumerable<IEnumerable<Step>> units)
    {
        var lifetimes = new Dictionary<Value, Lifetime>();
        var order = new List<Value>();
        int time = 0;
        foreach (var unit in units)
        {
            foreach (var value in unit.SelectMany(step => step.Operands).OfType<ValueOperand>().Select(operand => operand.Value))
            {
                if (!lifetimes.TryGetValue(value, out var known))
                {
                    order.Add(value);
                }

                if (known?.Last != time)
                {
                    lifetimes[value] = new Lifetime(value, known?.First ?? time, time);
                }
            }

            time++;
        }

        return [.. order.Select(value => lifetimes[value])];
    }
}
