using System.Collections.Immutable;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>Emits the nested class <c>Trainer</c>.</summary>
internal static class TrainerEmitter
{
    public static string Emit(CompiledNetwork network)
    {
        var schedule = network.TrainingSchedule;
        var phases = NamedPhases(schedule);
        var kernels = new KernelSet(phases.SelectMany(phase => phase.Phase.Steps), network.Names);
        return EmittedFile.Write(network.Declaration, HeaderText.OfTraining(network), null, writer =>
        {
            writer.Summary($"{network.Name} in training: forward with batch statistics, backward, gradients.");
            writer.Line(EmittedFile.GeneratedCode);
            using (writer.Block("public sealed class Trainer : NetworkTrainer"))
            {
                WriteHead(writer, network);
                WriteDispatch(writer, phases);
                var calls = new TrainerCalls(kernels, network);
                foreach (var (name, phase) in phases)
                {
                    writer.Line();
                    WritePhase(writer, name, phase, calls);
                }

                kernels.Write(writer);
                writer.Line();
                OffsetTable.Write(
                    writer, "Offset", "Offsets of parameters and running statistics in the network's block, and of their gradients.", Parameters(network));
                writer.Line();
                OffsetTable.Write(
                    writer, "Memory", "Offsets: values in the arena, in floats per sample of the batch, and blocks in their own areas.", Places(schedule));
            }
        });
    }

    private static ImmutableArray<(string Name, Phase Phase)> NamedPhases(TrainingSchedule schedule)
    {
        static IEnumerable<(string, Phase)> Number(string prefix, ImmutableArray<Phase> phases) =>
            phases.Select((phase, index) => (prefix + Literal.Int(index), phase));
        return [.. Number("Forward", schedule.Forward), .. Number("Backward", schedule.Backward), .. Number("Predict", schedule.Predict)];
    }

    private static void WriteHead(CodeWriter writer, CompiledNetwork network)
    {
        var schedule = network.TrainingSchedule;
        using (writer.Block($"""
            private const int WorkerLength = {schedule.Blocks.Length(Area.Worker)};
            private const int WorkerDoublesLength = {schedule.Blocks.Length(Area.WorkerDoubles)};

            private static readonly TrainerPlan Plan = new(
                InputLength: {network.Name}.InputLength,
                OutputLength: {network.Name}.OutputLength,
                ArenaLength: {schedule.Memory.Length},
                SharedLength: {schedule.Blocks.Length(Area.Shared)},
                WorkerLength: WorkerLength,
                WorkerDoublesLength: WorkerDoublesLength,
                Forward: [{Kinds(schedule.Forward)}],
                Backward: [{Kinds(schedule.Backward)}],
                Predict: [{Kinds(schedule.Predict)}],
                BatchNorms: [{string.Join(", ", BatchNorms(network))}]);

            /// <summary>Reserves all memory for batches of up to <paramref name="batchSize"/> samples.</summary>
            /// <param name="network">The network, which is trained in place.</param>
            /// <param name="batchSize">The largest batch, at least 1.</param>
            /// <param name="threads">Threads that share the work, the caller's included, at least 1.</param>
            public Trainer({network.Name} network, int batchSize, int threads = 1)
                : base((network ?? throw new ArgumentNullException(nameof(network))).Parameters, Plan, batchSize, threads)
            """))
        {
        }
    }

    private static string Kinds(ImmutableArray<Phase> phases) =>
        string.Join(", ", phases.Select(phase => phase.IsSerial ? "TrainerPhase.Serial" : "TrainerPhase.Parallel"));

    private static IEnumerable<string> BatchNorms(CompiledNetwork network) =>
        network.Declared.Nodes.Where(node => node.Layer is BatchNormLayer { Frozen: false })
            .Select(node => $"new({Literal.String(node.Name)}, {node.Shape.Positions})");

    private static void WriteDispatch(CodeWriter writer, ImmutableArray<(string Name, Phase Phase)> phases)
    {
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        using (writer.Block("protected override void RunPhase(int phase, int worker, int first, int last)"))
        {
            TierDispatch.Write(writer, "RunPhase", "phase, worker, first, last");
        }

        writer.Line();
        using (writer.Block("""
            private void RunPhase<TSimd, TVector>(int phase, int worker, int first, int last)
                where TSimd : struct, ISimd<TVector>
                where TVector : struct
            """))
        {
            using (writer.Block("switch (phase)"))
            {
                for (int index = 0; index < phases.Length; index++)
                {
                    writer.Line($"case {index}:");
                    using (writer.Indented())
                    {
                        writer.Line($"{phases[index].Name}<TSimd, TVector>(worker, first, last);");
                        writer.Line("break;");
                    }
                }
            }
        }
    }

    private static void WritePhase(CodeWriter writer, string name, Phase phase, TrainerCalls calls)
    {
        writer.Summary($"{(phase.IsSerial ? "Alone" : "Together")}: {string.Join(", ", phase.Steps.Select(step => step.Layer).Distinct())}.");
        using (writer.Block($"""
            private void {name}<TSimd, TVector>(int worker, int first, int last)
                where TSimd : struct, ISimd<TVector>
                where TVector : struct
            """))
        {
            bool isFirst = true;
            foreach (var section in phase.Sections)
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

    private static void WriteSection(CodeWriter writer, Section section, TrainerCalls calls)
    {
        if (section.PerSample && section.Steps.Length > 1)
        {
            using (writer.Block("for (int n = first; n < last; n++)"))
            {
                foreach (var step in section.Steps)
                {
                    calls.Write(writer, step, new SampleRange("n", "n + 1"), null);
                }
            }

            return;
        }

        foreach (var step in section.Steps)
        {
            calls.Write(writer, step, new SampleRange("first", "last"), null);
        }
    }

    private static IEnumerable<(string Name, int Offset)> Parameters(CompiledNetwork network) =>
        network.Parameters.Parameters.Select(parameter => (network.Names.OfParameter(parameter.Node.Name, parameter.Spec.Role), parameter.Offset));

    private static IEnumerable<(string Name, int Offset)> Places(TrainingSchedule schedule) =>
    [
        .. schedule.Memory.Placements.Select(placement => (Names.PascalCase(placement.Value.Name), placement.Offset)),
        .. schedule.Blocks.Blocks.Select(block => (Names.PascalCase(block.Name), schedule.Blocks[block])),
    ];

    private sealed class TrainerCalls(KernelSet kernels, CompiledNetwork network) : StepCalls(kernels)
    {
        protected override string Reference(Operand operand, StepScope scope, string? sampleInLoop) => operand switch
        {
            ValueOperand { Value: var value } => $"ArenaAt(Memory.{Names.PascalCase(value.Name)}, {value.Layout.Origin})",
            BlockOperand { Block: var block } => BlockAt(block, scope is StepScope.Serial or StepScope.Shares ? "0" : "worker"),
            ParameterOperand { Gradient: true } parameter => $"GradientAt({OffsetOf(parameter)})",
            ParameterOperand parameter => $"ParameterAt({OffsetOf(parameter)})",
            BoundaryOperand { Boundary: var boundary } => boundary + "At()",
            NullOperand => "Unsafe.NullRef<float>()",
            _ => throw new InvalidOperationException($"A training program has no operand {operand.GetType().Name}."),
        };

        private string OffsetOf(ParameterOperand parameter)
        {
            var placed = network.Parameters[parameter.Name];
            return "Offset." + network.Names.OfParameter(placed.Node.Name, placed.Spec.Role);
        }

        private static string BlockAt(Block block, string worker)
        {
            string offset = "Memory." + Names.PascalCase(block.Name);
            return block.Area switch
            {
                Area.Shared => $"SharedAt({offset})",
                Area.Worker => $"WorkerAt({worker}, {offset})",
                Area.WorkerDoubles => $"WorkerDoublesAt({worker}, {offset})",
                _ => throw new InvalidOperationException($"A training program has no {block.Area}."),
            };
        }
    }
}
