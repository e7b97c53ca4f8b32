using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>Emits the nested class <c>Inference</c>.</summary>
internal static class InferenceEmitter
{
    private const string Loop = "for (int n = 0; n < count; n++)";

    public static string Emit(CompiledNetwork network)
    {
        var schedule = network.InferenceSchedule;
        var kernels = network.Kernels[0];
        var calls = SharedCalls.Find(schedule.Sections, new InferenceCalls(kernels, schedule), network.IsLarge);
        return EmittedFile.Write(network.Declaration, HeaderText.OfInference(network), null, writer =>
        {
            writer.Summary($"{network.Name} for prediction: every BatchNorm folded, weights packed. Immutable, and safe to use from many threads at once.");
            writer.Line(EmittedFile.GeneratedCode);
            using (writer.Block("public sealed class Inference : InferenceModel"))
            {
                WriteConstructor(writer, network);
                PartsText.WritePredict(writer, network);
                WriteRun(writer, network, calls);
                calls.WriteMethods(writer, Loop);
                writer.Line();
                OffsetTable.Write(
                    writer, "Memory", "Offsets in floats: values in the arena, at their position (0, 0), and blocks of constants.", Places(network, calls));
            }
        },
        kernels);
    }

    private static void WriteConstructor(CodeWriter writer, CompiledNetwork network)
    {
        var schedule = network.InferenceSchedule;
        using (writer.Block($"""
            internal Inference({network.Name} network)
                : base({network.Name}.InputLength, {network.Name}.OutputLength, constantsLength: {schedule.Blocks.Length(Area.Constants)}, arenaLength: {schedule.Memory.Length}, group: {schedule.Group}{Workers(schedule.Division)}{(network.HasParts ? ", hasParts: true" : "")})
            """))
        {
            FoldEmitter.Write(writer, network);
        }

        writer.Line();
    }

    private static string Workers(WorkDivision division) =>
        (division.SamplesPerWorker > 1 ? $", samplesPerWorker: {Literal.Int(division.SamplesPerWorker)}" : "") + (division.DividesSamples ? ", dividesSamples: true" : "");

    private static void WriteRun(CodeWriter writer, CompiledNetwork network, SharedCalls calls)
    {
        bool isDivided = network.InferenceSchedule.Division.DividesSamples;
        writer.Line("/// <inheritdoc/>");
        using (writer.Block("protected override void Run(ref float input, ref float output, ref float arena, int count, WorkerShare share)"))
        {
            TierDispatch.Write(writer, "Run", "ref input, ref output, ref arena, count" + (isDivided ? ", share" : ""));
        }

        writer.Line();
        using (writer.Block($"""
            private void Run<TSimd, TVector>(ref float input, ref float output, ref float arena, int count{(isDivided ? ", WorkerShare share" : "")})
                where TSimd : struct, ISimd<TVector>
                where TVector : struct
            """))
        {
            bool isFirst = true;
            foreach (var section in network.InferenceSchedule.Sections)
            {
                if (!isFirst)
                {
                    writer.Line();
                }

                isFirst = false;
                calls.Write(writer, section, Loop);
            }
        }
    }

    /// <summary>The named offsets that are read: by calls in place, and by the constructor of a network that is not large.</summary>
    private static IEnumerable<(string Name, int Offset)> Places(CompiledNetwork network, SharedCalls calls)
    {
        var schedule = network.InferenceSchedule;
        var used = new HashSet<string>(calls.InPlace.Select(number => number.InPlace), StringComparer.Ordinal);
        var values = schedule.Memory.Placements.Select(placement => (Name: Names.PascalCase(placement.Value.Name), placement.Offset + placement.Value.Layout.Origin));
        var blocks = schedule.Blocks.Blocks.Select(block => (Name: Names.PascalCase(block.Name), schedule.Blocks[block]));
        return values.Where(entry => used.Contains("Memory." + entry.Name))
            .Concat(blocks.Where(entry => !network.IsLarge || used.Contains("Memory." + entry.Name)));
    }

    private sealed class InferenceCalls(KernelSet kernels, InferenceSchedule schedule) : StepCalls(kernels)
    {
        public override IEnumerable<CallVariable> Variables(bool perSample) =>
        [
            new("ref float", "input"), new("ref float", "output"), new("ref float", "arena"), new("int", perSample ? "n" : "count"),
            .. schedule.Division.DividesSamples ? [new CallVariable("WorkerShare", "share")] : Array.Empty<CallVariable>(),
        ];

        protected override SampleRange Range(bool perSample) => new("0", perSample ? "1" : "count");

        protected override string Arguments(Step step, bool perSample)
        {
            if (step.Division is null)
            {
                return base.Arguments(step, perSample);
            }

            string share = Share(step);
            var (first, last) = (Range(perSample).First, Range(perSample).Last);
            return (step.Kernel.TakesShare, step.Kernel) switch
            {
                (true, RuntimeKernel) => $", first: {first}, last: {last}, share: {share}",
                (true, _) when !perSample => $", {first}, {last}, {share}",
                (true, _) => $", {share}",
                (false, RuntimeKernel) => $", first: {first}, last: {share}.Last({last})",
                (false, _) => $", {first}, {share}.Last({last})",
            };
        }

        protected override string Share(Step step) => step.Division is { } division
            ? (division.Waits ? "share.Wait()" : "share") + (division.IsShared ? "" : ".OfOne")
            : base.Share(step);

        protected override void AddReference(CallText text, Operand operand, StepScope scope, bool perSample)
        {
            switch (operand)
            {
                case ValueOperand { Value: var value }:
                    var placement = schedule.Memory[value];
                    text.Add("Unsafe.Add(ref arena, ").Add(Place(value.Name, placement.Offset + value.Layout.Origin));
                    AddSample(text, value, placement, perSample);
                    text.Add(")");
                    break;
                case BlockOperand { Block: var block }:
                    text.Add("ConstantAt(").Add(Place(block.Name, schedule.Blocks[block])).Add(")");
                    break;
                case BoundaryOperand boundary:
                    text.Add(BoundarySample(boundary, perSample));
                    break;
                default:
                    throw new InvalidOperationException($"An inference program has no operand {operand.GetType().Name}.");
            }
        }

        private static CallNumber Place(string name, int offset) => new(name, offset, "Memory." + Names.PascalCase(name));

        private static string BoundarySample(BoundaryOperand boundary, bool perSample)
        {
            string name = boundary.Boundary == Boundary.Input ? "input" : "output";
            string offset = boundary.Part.Offset == 0 ? "" : Literal.Int(boundary.Part.Offset);
            string sum = !perSample ? offset
                : offset.Length == 0 ? $"n * {boundary.Part.SampleLength}"
                : $"(n * {boundary.Part.SampleLength}) + {offset}";
            return sum.Length == 0 ? name : $"Unsafe.Add(ref {name}, {sum})";
        }

        private static void AddSample(CallText text, Value value, Placement placement, bool perSample)
        {
            if (perSample && placement.Samples > 1)
            {
                int stride = value.Layout.SampleStride;
                text.Add(" + (n * ").Add(new CallNumber(value.Name + "Stride", stride, Literal.Int(stride))).Add(")");
            }
        }
    }
}
