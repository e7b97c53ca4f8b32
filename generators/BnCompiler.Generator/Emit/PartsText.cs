using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>What is emitted for the inputs and outputs of a network by name, where there are several.</summary>
internal static class PartsText
{
    /// <summary>The shapes of all parts: <c>[3, 32, 32]</c>, or <c>input [3, 32, 32], mask [1, 32, 32]</c>.</summary>
    public static string Shapes(ImmutableArray<SamplePart> parts) =>
        parts.Length == 1 ? parts[0].Node.Shape.ToString() : string.Join(", ", parts.Select(part => $"{part.Name} {part.Node.Shape}"));

    /// <summary>Constants for all parts but the first input and the last output by default, whose lengths are what is left of a sample.</summary>
    public static void WriteConstants(CodeWriter writer, CompiledNetwork network)
    {
        if (!network.HasParts)
        {
            return;
        }

        foreach (var part in network.Inputs.Skip(1).Concat(network.Outputs))
        {
            writer.Line($"/// <summary>Values in front of {part.Name} in a sample.</summary>");
            writer.Line($"public const int {network.Names.Of(part.Name)}Offset = {part.Offset};");
            writer.Line();
            if (part.Name != Graph.LastOutput)
            {
                writer.Line($"/// <summary>Values of {part.Name}: {part.Node.Shape}.</summary>");
                writer.Line($"public const int {network.Names.Of(part.Name)}Length = {part.Length};");
                writer.Line();
            }
        }
    }

    /// <summary>The overload of <c>Predict</c> that takes each input and each output in a span of its own.</summary>
    public static void WritePredict(CodeWriter writer, CompiledNetwork network)
    {
        if (!network.HasParts)
        {
            return;
        }

        var inputs = network.Inputs.Select(part => (Part: part, Name: Argument(network, part))).ToImmutableArray();
        var outputs = network.Outputs.Select(part => (Part: part, Name: Argument(network, part))).ToImmutableArray();
        var parameters = inputs.Select(input => $"ReadOnlySpan<float> {input.Name}").Concat(outputs.Select(output => $"Span<float> {output.Name}"));
        writer.Summary("Computes one sample or a batch, with each input and each output in a span of its own. Nothing is allocated.");
        foreach (var (part, name) in inputs.Concat(outputs))
        {
            writer.Line($"/// <param name=\"{name.TrimStart('@')}\">[count, {part.Length}], each sample {part.Node.Shape} in PyTorch's order.</param>");
        }

        writer.Line("/// <exception cref=\"ArgumentException\">A length is no multiple of one sample's, or they do not agree.</exception>");
        using (writer.Block($"public void Predict({string.Join(", ", parameters)})"))
        {
            WriteGroups(writer, inputs, outputs);
        }

        writer.Line();
    }

    private static void WriteGroups(
        CodeWriter writer, ImmutableArray<(SamplePart Part, string Name)> inputs, ImmutableArray<(SamplePart Part, string Name)> outputs)
    {
        string call = Unused("call", inputs.Concat(outputs).Select(part => part.Name));
        writer.Line($"using var {call} = Stage({inputs[0].Name}.Length, {inputs[0].Part.Length}, nameof({inputs[0].Name}));");
        foreach (var (part, name) in inputs.Skip(1).Concat(outputs))
        {
            writer.Line($"{call}.Require({name}.Length, {part.Length}, nameof({name}));");
        }

        using (writer.Block($"while ({call}.Next())"))
        {
            foreach (var (part, name) in inputs)
            {
                writer.Line($"{call}.Gather({name}, offset: {part.Offset}, length: {part.Length});");
            }

            writer.Line($"{call}.Run();");
            foreach (var (part, name) in outputs)
            {
                writer.Line($"{call}.Scatter({name}, offset: {part.Offset}, length: {part.Length});");
            }
        }
    }

    private static string Unused(string name, IEnumerable<string> taken) => taken.Contains(name) ? Unused(name + "_", taken) : name;

    private static string Argument(CompiledNetwork network, SamplePart part) => ClassForm.Identifier(network.Names.Local(part.Name));
}
