using System.Collections.Immutable;
using BnCompiler.Generator.Analysis;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>Emits the part of a network that users see first: constants, parameters, files, and the way to the two programs.</summary>
internal static class FaceEmitter
{
    public static string Emit(CompiledNetwork network) => EmittedFile.Write(
        network.Declaration,
        HeaderText.OfFace(network),
        $"A network from {PartsText.Shapes(network.Inputs)} to {PartsText.Shapes(network.Outputs)} with {network.Parameters.ParameterCount} parameters.",
        writer =>
        {
            WriteConstants(writer, network);
            WriteLayout(writer, network);
            WriteMembers(writer, network);
            WriteParameterSpans(writer, network);
        });

    private static void WriteConstants(CodeWriter writer, CompiledNetwork network)
    {
        writer.Lines($""""
            /// <summary>Values of one input sample: {PartsText.Shapes(network.Inputs)}.</summary>
            public const int InputLength = {network.Inputs[0].SampleLength};

            /// <summary>Values of one output sample: {PartsText.Shapes(network.Outputs)}.</summary>
            public const int OutputLength = {network.Outputs[0].SampleLength};

            """");
        PartsText.WriteConstants(writer, network);
        writer.Lines($""""
            /// <summary>Trainable parameters.</summary>
            public const int ParameterCount = {network.Parameters.ParameterCount};

            /// <summary>Layers, shapes, parameters, what the compiler removed, and where each BatchNorm went.</summary>
            public const string Summary = """
            """");
        using (writer.Indented())
        {
            foreach (string line in SummaryText.Lines(network))
            {
                writer.Line(line);
            }

            writer.Line("\"\"\";");
        }

        writer.Line();
    }

    private static void WriteLayout(CodeWriter writer, CompiledNetwork network)
    {
        var scale = ScaleInvarianceAnalysis.Run(network.Training.Graph);
        var plans = ScaleGaugePlan.Of(network.Training.Graph, scale);
        var places = WriteBatchNormNames(writer, network, plans);
        writer.Line("private static readonly ParameterLayout Layout = new(");
        using (writer.Indented())
        {
            writer.Line($"{Literal.String(network.Name)},");
            writer.Line("[");
            using (writer.Indented())
            {
                LayoutText.WriteParameters(writer, network.Parameters, parameter => FreedomText.Facts(scale, parameter));
            }

            writer.Line("],");
            writer.Line("[");
            using (writer.Indented())
            {
                foreach (var node in network.Training.Graph.Nodes)
                {
                    WriteEliminated(writer, network, node);
                }
            }

            writer.Line("],");
            writer.Line($"{network.Parameters.TrainableLength},");
            writer.Lines($"{network.Parameters.TotalLength}{LayoutOptionsText.Of(network.Declaration, plans, places)}{FreedomText.Argument(network)});");
        }

        writer.Line();
    }

    /// <summary>In a large network, where each BatchNorm follows many weights, they are listed, so that the layout can give their places instead of their names.</summary>
    private static IReadOnlyDictionary<string, int> WriteBatchNormNames(CodeWriter writer, CompiledNetwork network, ImmutableArray<ScaleGaugePlan> plans)
    {
        string[] names = [.. plans.SelectMany(plan => plan.Followers).Select(follower => follower.BatchNorm).Distinct(StringComparer.Ordinal)];
        if (!network.IsLarge || names.Length == 0)
        {
            return new Dictionary<string, int>();
        }

        var places = names.Select((name, place) => (name, place)).ToDictionary(entry => entry.name, entry => entry.place, StringComparer.Ordinal);
        writer.Line("private static readonly string[] BatchNorms =");
        writer.Line("[");
        using (writer.Indented())
        {
            foreach (string name in names)
            {
                writer.Line($"{Literal.String(name)},");
            }
        }

        writer.Line("];");
        writer.Line();
        return places;
    }

    private static void WriteEliminated(CodeWriter writer, CompiledNetwork network, Node node)
    {
        foreach (var spec in node.Eliminated)
        {
            var plan = AbsorptionPlan.Of(network.Declared, network.Declared[node.Id]);
            string[] absorbers = [.. plan.Absorbers];
            string reason = absorbers.Length == 0 ? "nothing reads it" : $"{NameList.Sentence(absorbers)} subtract{(absorbers.Length == 1 ? "s" : "")} it";
            writer.Line($"new({Literal.String(node.Name + "." + spec.Role)}, ParameterKind.{spec.Kind}, [{LayoutText.Sizes(spec)}], {Literal.String(reason)}, {Absorption(plan)}),");
        }
    }

    private static string Absorption(AbsorptionPlan plan) => plan switch
    {
        AbsorptionPlan.IntoRunningMean into => $"Absorption.IntoRunningMean({Literal.String(into.Name)})",
        AbsorptionPlan.Nowhere => "Absorption.All()",
        AbsorptionPlan.Repeat repeat => $"Absorption.Repeat({repeat.Times}, {Absorption(repeat.Next)})",
        AbsorptionPlan.Slice slice => $"Absorption.Slice({slice.FirstChannel}, {slice.Channels}, {Absorption(slice.Next)})",
        AbsorptionPlan.Shuffle shuffle => $"Absorption.Shuffle({shuffle.Groups}, {Absorption(shuffle.Next)})",
        AbsorptionPlan.Through through => $"Absorption.Through({Literal.String(through.WeightName)}, {through.Groups}, {Absorption(through.Next)}{(through.InputsFirst ? ", inputsFirst: true" : "")})",
        AbsorptionPlan.All all => $"Absorption.All({string.Join(", ", all.Consumers.Select(Absorption))})",
        _ => throw new InvalidOperationException($"The absorption {plan.GetType().Name} has no text."),
    };

    private static void WriteMembers(CodeWriter writer, CompiledNetwork network) => writer.Lines($$"""
        /// <summary>Makes a network with random weights.</summary>
        /// <param name="seed">The same seed gives the same weights, on every machine.</param>
        /// <param name="weights">The distribution of the weights; biases are zero, γ is one.</param>
        public {{network.Name}}(int seed = 0, Initializer weights = Initializer.HeUniform)
        {
            Parameters = new ParameterSet(Layout);
            Parameters.Initialize(seed, weights);
        }

        /// <summary>All parameters and running statistics, by name and in one block.</summary>
        public ParameterSet Parameters { get; }

        /// <summary>Multiplies every BatchNorm into the weights around it and packs them for prediction. The result does not see later changes of the parameters.</summary>
        /// <param name="options">Samples to compare the result with the network on, and when to refuse it; default: nothing is compared.</param>
        public Inference Fold(FoldOptions? options = null) => FoldVerification.Verified(new Inference(this), options, Parameters, batchSize => new Trainer(this, batchSize));

        /// <summary>Writes a safetensors file with PyTorch's names and layouts; the file is replaced at once or not at all.</summary>
        /// <param name="path">The file.</param>
        /// <param name="options">Whether eliminated biases are written, as zeros.</param>
        public void Save(string path, SaveOptions? options = null) => Parameters.Save(path, options);

        /// <summary>Reads a safetensors file; on any mismatch nothing is changed. A bias that was eliminated here is absorbed into running means.</summary>
        /// <param name="path">The file.</param>
        /// <param name="options">What else is refused.</param>
        public void Load(string path, LoadOptions? options = null) => Parameters.Load(path, options);
        """);

    private static void WriteParameterSpans(CodeWriter writer, CompiledNetwork network)
    {
        foreach (var parameter in network.Parameters.Parameters.Where(parameter => Names.HasMember(parameter.Node.Name)))
        {
            writer.Line();
            writer.Line($"/// <summary>{parameter.Name}, [{LayoutText.Sizes(parameter.Spec)}].</summary>");
            writer.Line($"public Span<float> {network.Names.OfParameter(parameter.Node.Name, parameter.Spec.Role)} => Parameters.Block.Slice({parameter.Offset}, {parameter.Spec.Length});");
        }
    }
}
