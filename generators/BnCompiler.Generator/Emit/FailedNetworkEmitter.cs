using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Layers;

namespace BnCompiler.Generator.Emit;

/// <summary>
/// Emits the public API of a network whose declaration has an error, with bodies that throw, so that one wrong layer does not make the rest of
/// the user's code red: the error stands at the layer alone.
/// </summary>
internal static class FailedNetworkEmitter
{
    public static string Emit(NetworkDeclaration declaration, IEnumerable<string> problems)
    {
        var parameters = DeclaredParameters.Of(declaration);
        string message = $"The declaration of {declaration.Name} has errors: {string.Join(", ", problems)}.";
        return EmittedFile.Write(
            declaration, ["", $"{declaration.Name} could not be compiled; the errors are reported at its attributes."],
            "A network whose declaration has errors: nothing here works until they are mended.",
            writer =>
            {
                WriteMembers(writer, declaration, message);
                WritePrograms(writer, declaration);
                WriteParameterSpans(writer, parameters);
            });
    }

    private static void WriteMembers(CodeWriter writer, NetworkDeclaration declaration, string message) => writer.Lines($$"""
        private const string Problem = {{Literal.String(message)}};

        // Not 0: dividing by a constant 0 would be an error in code that counts samples.
        private const int Unknown = 1;

        /// <summary>Unknown: the declaration has errors.</summary>
        public const int InputLength = Unknown;

        /// <summary>Unknown: the declaration has errors.</summary>
        public const int OutputLength = Unknown;

        /// <summary>Unknown: the declaration has errors.</summary>
        public const int ParameterCount = Unknown;

        /// <summary>What is wrong.</summary>
        public const string Summary = Problem;

        /// <summary>Throws: the declaration has errors.</summary>
        public {{declaration.Name}}(int seed = 0, Initializer weights = Initializer.HeUniform) => throw new InvalidOperationException(Problem);

        /// <summary>Throws: the declaration has errors.</summary>
        public ParameterSet Parameters => throw new InvalidOperationException(Problem);

        /// <summary>Throws: the declaration has errors.</summary>
        public Inference Fold(FoldOptions? options = null) => throw new InvalidOperationException(Problem);

        /// <summary>Throws: the declaration has errors.</summary>
        public void Save(string path, SaveOptions? options = null) => throw new InvalidOperationException(Problem);

        /// <summary>Throws: the declaration has errors.</summary>
        public void Load(string path, LoadOptions? options = null) => throw new InvalidOperationException(Problem);
        """);

    private static void WritePrograms(CodeWriter writer, NetworkDeclaration declaration)
    {
        var (inputs, outputs) = DeclaredParameters.PartsOf(declaration);
        var names = new Names(inputs.Concat(outputs).Distinct());
        foreach (string part in inputs.Skip(1).Concat(outputs))
        {
            WriteConstant(writer, names.Of(part) + "Offset");
            if (part != Graph.LastOutput)
            {
                WriteConstant(writer, names.Of(part) + "Length");
            }
        }

        writer.Line();
        writer.Lines($$"""
            /// <summary>Does not exist yet: the declaration has errors.</summary>
            {{EmittedFile.GeneratedCode}}
            public sealed class Inference : InferenceModel
            {
                private Inference()
                    : base(0, 0, 0, 0, 0)
                {
                }

                /// <inheritdoc/>
                protected override void Run(ref float input, ref float output, ref float arena, int count, WorkerShare share) => throw new InvalidOperationException(Problem);
            """);
        using (writer.Indented())
        {
            WritePredict(writer, names, inputs, outputs);
        }

        writer.Line("}");
        writer.Line();
        WriteTrainer(writer, declaration);
    }

    private static void WriteConstant(CodeWriter writer, string name)
    {
        writer.Line();
        writer.Line("/// <summary>Unknown: the declaration has errors.</summary>");
        writer.Line($"public const int {name} = Unknown;");
    }

    private static void WritePredict(CodeWriter writer, Names names, ImmutableArray<string> inputs, ImmutableArray<string> outputs)
    {
        if (inputs.IsEmpty)
        {
            return;
        }

        var parameters = inputs.Select(input => $"ReadOnlySpan<float> {ClassForm.Identifier(names.Local(input))}")
            .Concat(outputs.Select(output => $"Span<float> {ClassForm.Identifier(names.Local(output))}"));
        writer.Line();
        writer.Line("/// <summary>Throws: the declaration has errors.</summary>");
        writer.Line($"public void Predict({string.Join(", ", parameters)}) => throw new InvalidOperationException(Problem);");
    }

    private static void WriteTrainer(CodeWriter writer, NetworkDeclaration declaration) => writer.Lines($$"""
        /// <summary>Does not exist yet: the declaration has errors.</summary>
        {{EmittedFile.GeneratedCode}}
        public sealed class Trainer : NetworkTrainer
        {
            /// <summary>Throws: the declaration has errors.</summary>
            public Trainer({{declaration.Name}} network, int batchSize, int threads = 1)
                : base((ParameterSet?)null ?? throw new InvalidOperationException(Problem), null!, batchSize, threads)
            {
            }

            /// <inheritdoc/>
            protected override void RunPhase(int phase, int worker, int first, int last) => throw new InvalidOperationException(Problem);
        }
        """);

    private static void WriteParameterSpans(CodeWriter writer, ImmutableArray<DeclaredParameter> parameters)
    {
        var names = new Names(parameters.Select(parameter => parameter.Layer).Distinct());
        foreach (var parameter in parameters.Where(parameter => Names.HasMember(parameter.Layer)))
        {
            writer.Line();
            writer.Line($"/// <summary>Throws: the declaration has errors.</summary>");
            writer.Line($"public Span<float> {names.OfParameter(parameter.Layer, parameter.Role)} => throw new InvalidOperationException(Problem);");
        }
    }
}
