using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Schedule;

/// <summary>
/// Values of a training program that live only while a worker carries one sample from layer to layer: gradients that the next layer's backward step takes up, activations that none needs again.
/// One place for each worker holds them, which is written while it is in cache, instead of one for each sample of the batch, which is not.
/// </summary>
internal static class PassingValues
{
    /// <summary>Their names.</summary>
    public static ImmutableHashSet<string> Of(IEnumerable<Phase> phases)
    {
        var sections = phases.SelectMany(phase => phase.Sections).ToList();
        var lasting = new HashSet<string>(sections.SelectMany(Lasting), StringComparer.Ordinal);
        var uses = sections.SelectMany((section, index) => section.Steps.SelectMany(Values).Select(name => (Name: name, Index: index)));
        return [.. uses.Where(use => !lasting.Contains(use.Name)).GroupBy(use => use.Name).Where(group => group.Select(use => use.Index).Distinct().Count() == 1).Select(group => group.Key)];
    }

    /// <summary>What a section writes or reads of all samples before the next step, and what the runtime library does: it may take a sample's place in the batch from its length.</summary>
    private static IEnumerable<string> Lasting(Section section) =>
        section.Steps.Where(step => !section.PerSample || section.Steps.Length == 1 || step.Kernel is RuntimeKernel).SelectMany(Values);

    private static IEnumerable<string> Values(Step step) => step.Operands.OfType<ValueOperand>().Select(operand => operand.Value.Name);
}
