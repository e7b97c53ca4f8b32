using System.Collections.Immutable;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>Emits the nested class <c>Trainer</c>.</summary>
internal static class TrainerEmitter
{
    private const string Loop = "for (int n = first; n < last; n++)";

    public static string Emit(CompiledNetwork network)
    {
        var schedule = network.TrainingSchedule;
        Phase[] phases = [.. schedule.Forward, .. schedule.Backward];
        var kernels = network.Kernels[1];
        var calls = SharedCalls.Find([.. phases.SelectMany(phase => phase.Sections)], new TrainerCalls(kernels, network), network.IsLarge);
        return EmittedFile.Write(network.Declaration, HeaderText.OfTraining(network), null, writer =>
        {
            writer.Summary($"{network.Name} in training: forward with batch statistics, backward, gradients.");
            writer.Line(EmittedFile.GeneratedCode);
            using (writer.Block("public sealed class Trainer : NetworkTrainer"))
            {
                WriteHead(writer, network);
                WriteDispatch(writer);
                WritePass(writer, "Forward", schedule.Forward, calls);
                WritePass(writer, "Backward", schedule.Backward, calls);
                calls.WriteMethods(writer, Loop);
                WriteOffsets(writer, network, calls);
            }
        },
        kernels);
    }

    private static void WriteHead(CodeWriter writer, CompiledNetwork network)
    {
        var schedule = network.TrainingSchedule;
        using (writer.Block($"""
            private const int ForwardPhases = {schedule.Forward.Length};
            private const int WorkerLength = {schedule.Blocks.Length(Area.Worker)};
            private const int WorkerDoublesLength = {schedule.Blocks.Length(Area.WorkerDoubles)};

            private static readonly TrainerPlan Plan = new(
                InputLength: {network.Name}.InputLength,
                OutputLength: {network.Name}.OutputLength,
                ArenaLength: {schedule.Memory.Length},
                SharedLength: {schedule.Blocks.Length(Area.Shared)},
                WorkerLength: WorkerLength,
                WorkerDoublesLength: WorkerDoublesLength,
                Forward: TrainerPlan.Phases("{Kinds(schedule.Forward)}"),
                Backward: TrainerPlan.Phases("{Kinds(schedule.Backward)}"),
                BatchNorms: [{string.Join(", ", PointBatchNorms(network))}],
                Values: TrainerPlan.ValuesOf("{string.Join(" ", Values(network))}"){Scratch(schedule)});

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

    /// <summary>The last argument of the plan, where some kernel needs it.</summary>
    private static string Scratch(TrainingSchedule schedule) => schedule.ScratchLength is > 0 and int length ? $",\n    ScratchLength: {length}" : "";

    private static string Kinds(ImmutableArray<Phase> phases) =>
        string.Concat(phases.Select(phase => phase.IsSerial ? "S" : "P"));

    /// <summary>BatchNorms that see one value per channel and sample: a batch of one sample is too small for them.</summary>
    private static IEnumerable<string> PointBatchNorms(CompiledNetwork network) =>
        network.Declared.Nodes.Where(node => node.Layer is BatchNormLayer { Frozen: false } && node.Shape.Positions == 1)
            .Select(node => Literal.String(node.Name));

    /// <summary>What the forward pass leaves behind, for the search for the first layer that is not finite.</summary>
    private static IEnumerable<string> Values(CompiledNetwork network) =>
        ForwardValues.Of(network.TrainingSchedule, ofSums: network.IsLarge).Select(value => $"{value.Layers}:{Literal.Int(value.Place.Offset)}+{Literal.Int(value.Place.Length)}");

    private static void WriteDispatch(CodeWriter writer)
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
            using (writer.Block("if (phase < ForwardPhases)"))
            {
                writer.Line("Forward<TSimd, TVector>(phase, worker, first, last);");
            }

            using (writer.Block("else"))
            {
                writer.Line("Backward<TSimd, TVector>(phase - ForwardPhases, worker, first, last);");
            }
        }
    }

    /// <summary>Writes the method of a pass: all workers, or one where a phase is serial, run each phase before the next one begins.</summary>
    private static void WritePass(CodeWriter writer, string name, ImmutableArray<Phase> phases, SharedCalls calls)
    {
        writer.Line();
        using (writer.Block($"""
            private void {name}<TSimd, TVector>(int phase, int worker, int first, int last)
                where TSimd : struct, ISimd<TVector>
                where TVector : struct
            """))
        using (writer.Block("switch (phase)"))
        {
            string? named = null;
            for (int index = 0; index < phases.Length; index++)
            {
                if (calls.OnlyCall(phases[index]) is { } call)
                {
                    // Two phases of a layer that follow each other are named once.
                    string layer = phases[index].Steps.First().Layer;
                    writer.Line($"case {Literal.Int(index)}: {call} break;{(layer == named ? "" : " // " + layer)}");
                    named = layer;
                    continue;
                }

                named = null;

                writer.Line($"case {Literal.Int(index)}:");
                using (writer.Indented())
                {
                    foreach (var section in phases[index].Sections)
                    {
                        calls.Write(writer, section, Loop);
                    }

                    writer.Line("break;");
                }
            }
        }
    }

    /// <summary>Writes the named offsets that calls in place read.</summary>
    private static void WriteOffsets(CodeWriter writer, CompiledNetwork network, SharedCalls calls)
    {
        var used = new HashSet<string>(calls.InPlace.Select(number => number.InPlace), StringComparer.Ordinal);
        writer.Line();
        OffsetTable.Write(
            writer, "Offset", "Offsets of parameters and running statistics in the network's block, and of their gradients.",
            Parameters(network).Where(entry => used.Contains("Offset." + entry.Name)));
        writer.Line();
        OffsetTable.Write(
            writer, "Memory", "Offsets: values in the arena, in floats per sample of the batch, and blocks in their own areas.",
            Places(network.TrainingSchedule).Where(entry => used.Contains("Memory." + entry.Name)));
    }

    private static IEnumerable<(string Name, int Offset)> Parameters(CompiledNetwork network) =>
        network.Parameters.Parameters.Select(parameter => (network.Names.OfParameter(parameter.Node.Name, parameter.Spec.Role), parameter.Offset));

    private static IEnumerable<(string Name, int Offset)> Places(TrainingSchedule schedule) =>
    [
        .. schedule.Memory.Placements.Select(placement => (Names.PascalCase(placement.Value.Name), placement.Offset)),
        .. schedule.Passing.Placements.Select(placement => (Names.PascalCase(placement.Value.Name), schedule.OffsetOfPassing(placement))),
        .. schedule.Blocks.Blocks.Select(block => (Names.PascalCase(block.Name), schedule.Blocks[block])),
    ];

    private sealed class TrainerCalls(KernelSet kernels, CompiledNetwork network) : StepCalls(kernels)
    {
        private readonly Dictionary<string, CallNumber> places = new(StringComparer.Ordinal);

        /// <summary>A kernel loops over samples by itself.</summary>
        public override bool IsLoop(Section section) => section.PerSample && section.Steps.Length > 1;

        public override IEnumerable<CallVariable> Variables(bool perSample) =>
            perSample ? [new("int", "worker"), new("int", "n")] : [new("int", "worker"), new("int", "first"), new("int", "last")];

        /// <summary>A kernel whose workers divide something else reads all samples.</summary>
        protected override string Arguments(Step step, bool perSample) =>
            step.Kernel.TakesShare ? ", 0, Samples, Share(worker)" : base.Arguments(step, perSample);

        protected override SampleRange Range(bool perSample) => perSample ? new("n", "n + 1") : new("first", "last");

        protected override void AddReference(CallText text, Operand operand, StepScope scope, bool perSample)
        {
            switch (operand)
            {
                case ValueOperand { Value: { Layout.HoldsOneSample: true } passing }:
                    text.Add("ScratchAt(worker, ").Add(Memory(passing.Name, network.TrainingSchedule.OffsetOfPassing(network.TrainingSchedule.Passing[passing]))).Add(")");
                    break;
                case ValueOperand { Value: var value }:
                    int origin = value.Layout.Origin;
                    text.Add("ArenaAt(").Add(Memory(value.Name, network.TrainingSchedule.Memory[value].Offset)).Add(", ")
                        .Add(new CallNumber(value.Name + "Origin", origin, Literal.Int(origin))).Add(")");
                    break;
                case BlockOperand { Block: var block }:
                    text.Add(AreaOf(block, scope is StepScope.Serial or StepScope.Shares ? "0" : "worker"))
                        .Add(Memory(block.Name, network.TrainingSchedule.Blocks[block])).Add(")");
                    break;
                case ParameterOperand parameter:
                    var placed = network.Parameters[parameter.Name];
                    text.Add(parameter.Gradient ? "GradientAt(" : "ParameterAt(")
                        .Add(new CallNumber(parameter.Name, placed.Offset, "Offset." + network.Names.OfParameter(placed.Node.Name, placed.Spec.Role))).Add(")");
                    break;
                case BoundaryOperand { Boundary: var boundary, Part.Offset: var offset }:
                    text.Add(offset == 0 ? boundary + "At()" : $"Unsafe.Add(ref {boundary}At(), {offset})");
                    break;
                case NullOperand:
                    text.Add("Unsafe.NullRef<float>()");
                    break;
                default:
                    throw new InvalidOperationException($"A training program has no operand {operand.GetType().Name}.");
            }
        }

        private CallNumber Memory(string name, int offset)
        {
            if (!places.TryGetValue(name, out var place))
            {
                place = new CallNumber(name, offset, "Memory." + Names.PascalCase(name));
                places.Add(name, place);
            }

            return place;
        }

        private static string AreaOf(Block block, string worker) => block.Area switch
        {
            Area.Shared => "SharedAt(",
            Area.Worker => $"WorkerAt({worker}, ",
            Area.WorkerDoubles => $"WorkerDoublesAt({worker}, ",
            Area.Scratch => $"ScratchAt({worker}, ",
            _ => throw new InvalidOperationException($"A training program has no {block.Area}."),
        };
    }
}
