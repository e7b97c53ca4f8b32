using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>Emits the nested class <c>Inference</c>.</summary>
internal static class InferenceEmitter
{
    public static string Emit(CompiledNetwork network)
    {
        var schedule = network.InferenceSchedule;
        var kernels = new KernelSet(schedule.Sections.SelectMany(section => section.Steps), network.Names);
        return EmittedFile.Write(network.Declaration, HeaderText.OfInference(network), null, writer =>
        {
            writer.Summary($"{network.Name} for prediction: every BatchNorm folded, weights packed. Immutable, and safe to use from many threads at once.");
            writer.Line(EmittedFile.GeneratedCode);
            using (writer.Block("public sealed class Inference : InferenceModel"))
            {
                WriteConstructor(writer, network);
                PartsText.WritePredict(writer, network);
                WriteRun(writer, network, kernels);
                kernels.Write(writer);
                writer.Line();
                OffsetTable.Write(
                    writer, "Memory", "Offsets in floats: values in the arena, at their position (0, 0), and blocks of constants.", Places(schedule));
            }
        });
    }

    private static void WriteConstructor(CodeWriter writer, CompiledNetwork network)
    {
        var schedule = network.InferenceSchedule;
        using (writer.Block($"""
            internal Inference({network.Name} network)
                : base({network.Name}.InputLength, {network.Name}.OutputLength, constantsLength: {schedule.Blocks.Length(Area.Constants)}, arenaLength: {schedule.Memory.Length}, group: {schedule.Group}{(network.HasParts ? ", hasParts: true" : "")})
            """))
        {
            FoldEmitter.Write(writer, network);
        }

        writer.Line();
    }

    private static void WriteRun(CodeWriter writer, CompiledNetwork network, KernelSet kernels)
    {
        writer.Line("/// <inheritdoc/>");
        using (writer.Block("protected override void Run(ref float input, ref float output, ref float arena, int count)"))
        {
            TierDispatch.Write(writer, "Run", "ref input, ref output, ref arena, count");
        }

        writer.Line();
        using (writer.Block("""
            private void Run<TSimd, TVector>(ref float input, ref float output, ref float arena, int count)
                where TSimd : struct, ISimd<TVector>
                where TVector : struct
            """))
        {
            var calls = new InferenceCalls(kernels, network.InferenceSchedule);
            bool isFirst = true;
            foreach (var section in network.InferenceSchedule.Sections)
            {
                if (!isFirst)
                {
                    writer.Line();
                }

                isFirst = false;
                WriteSection(writer, section, calls);
            }
        }
    }

    private static void WriteSection(CodeWriter writer, Section section, InferenceCalls calls)
    {
        if (!section.PerSample)
        {
            foreach (var step in section.Steps)
            {
                calls.Write(writer, step, new SampleRange("0", "count"), null);
            }

            return;
        }

        using (writer.Block("for (int n = 0; n < count; n++)"))
        {
            foreach (var step in section.Steps)
            {
                calls.Write(writer, step, new SampleRange("0", "1"), "n");
            }
        }
    }

    private static IEnumerable<(string Name, int Offset)> Places(InferenceSchedule schedule) =>
    [
        .. schedule.Memory.Placements.Select(placement => (Names.PascalCase(placement.Value.Name), placement.Offset + placement.Value.Layout.Origin)),
        .. schedule.Blocks.Blocks.Select(block => (Names.PascalCase(block.Name), schedule.Blocks[block])),
    ];

    private sealed class InferenceCalls(KernelSet kernels, InferenceSchedule schedule) : StepCalls(kernels)
    {
        protected override string Reference(Operand operand, StepScope scope, string? sampleInLoop) => operand switch
        {
            ValueOperand { Value: var value } => $"Unsafe.Add(ref arena, Memory.{Names.PascalCase(value.Name)}{Sample(value, sampleInLoop)})",
            BlockOperand { Block: var block } => $"ConstantAt(Memory.{Names.PascalCase(block.Name)})",
            BoundaryOperand boundary => BoundarySample(boundary, sampleInLoop),
            _ => throw new InvalidOperationException($"An inference program has no operand {operand.GetType().Name}."),
        };

        private static string BoundarySample(BoundaryOperand boundary, string? sample)
        {
            string name = boundary.Boundary == Boundary.Input ? "input" : "output";
            string offset = boundary.Part.Offset == 0 ? "" : Literal.Int(boundary.Part.Offset);
            string[] terms = sample is null ? [offset] : offset.Length == 0 ? [$"{sample} * {boundary.Part.SampleLength}"] : [$"({sample} * {boundary.Part.SampleLength})", offset];
            string sum = string.Join(" + ", terms);
            return sum.Length == 0 ? name : $"Unsafe.Add(ref {name}, {sum})";
        }

        private string Sample(Value value, string? sample) =>
            sample is null || schedule.Memory[value].Samples == 1 ? "" : $" + ({sample} * {value.Layout.SampleStride})";
    }
}
