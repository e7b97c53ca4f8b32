using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Schedule;

/// <summary>What a forward pass of training leaves in the arena: values in the order in which it writes them, each with the layers that do.</summary>
internal static class ForwardValues
{
    /// <summary>Without the values whose place another one, or the next sample, takes before the pass ends.</summary>
    /// <param name="schedule">The program.</param>
    /// <param name="ofSums">Whether only those that are sums of products: the layers with weights, which are enough to say where a large network went wrong.</param>
    public static ImmutableArray<(string Layers, Placement Place)> Of(TrainingSchedule schedule, bool ofSums = false)
    {
        var writers = new Dictionary<Value, List<string>>();
        var order = new List<Value>();
        foreach (var step in schedule.Forward.SelectMany(phase => phase.Steps).Where(step => step.Pass != PassKind.Evaluation && !(ofSums && step.Kernel.Products == 0)))
        {
            foreach (var value in Outputs(step))
            {
                if (!writers.TryGetValue(value, out var layers))
                {
                    writers.Add(value, layers = []);
                    order.Add(value);
                }

                if (!layers.Contains(step.Layer))
                {
                    layers.Add(step.Layer);
                }
            }
        }

        Placement[] places = [.. order.Select(value => schedule.Memory[value])];
        return
        [
            .. order.Select((value, index) => (string.Join("|", writers[value]), places[index]))
                .Where((_, index) => !places.Skip(index + 1).Any(later => later.Offset < places[index].End && places[index].Offset < later.End)),
        ];
    }

    private static IEnumerable<Value> Outputs(Step step) =>
        step.Operands.Zip(step.Kernel.Parameters, (operand, parameter) => parameter.IsOutput ? (operand as ValueOperand)?.Value : null)
            .OfType<Value>().Where(value => !value.Layout.HoldsOneSample);
}
