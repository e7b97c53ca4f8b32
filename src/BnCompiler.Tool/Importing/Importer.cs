using System.Collections.Immutable;
using BnCompiler.Tool.Declaring;
using BnCompiler.Tool.Mapping;
using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Passes;
using BnCompiler.Tool.Tensors;

namespace BnCompiler.Tool.Importing;

/// <summary>
/// Brings a model into a declaration. A declaration is that of one sample, so the first axis of every value is taken as the batch; where a node mixes it, the sample is
/// everything and the batch is one.
/// </summary>
internal static class Importer
{
    /// <summary>Opsets whose operators are known.</summary>
    public const long FirstOpset = 6;

    public const long LastOpset = 28;

    // A batch that the model leaves open gets a size that no other axis has by chance.
    private static readonly int[] ProbeSizes = [13, 17, 19, 23, 29, 31, 37];

    /// <summary>Imports a model; what cannot be imported is told in the result, all at once.</summary>
    public static ImportResult Import(OnnxModel model, ImportOptions options)
    {
        if (OpsetProblem(model) is { } problem)
        {
            return Failed([problem]);
        }

        var (normalized, notes) = PassPipeline.Run(model, options.Limits);
        var inputs = Inputs(normalized, options, out var constants, out var problems);
        if (problems.Length > 0)
        {
            return Failed(problems);
        }

        var attempts = Batches(inputs).Select(batch => Attempt(normalized, inputs, batch, constants, options)).ToList();
        var result = attempts.FirstOrDefault(attempt => attempt.Problems.IsEmpty) ?? attempts[0];
        return result with { Notes = [.. notes, .. result.Notes] };
    }

    private static ImportProblem? OpsetProblem(OnnxModel model)
    {
        if (!model.Opsets.TryGetValue("", out long opset))
        {
            return new ImportProblem("", model.Graph.Name, "does not say which opset of the ONNX domain its operators are of");
        }

        return opset is >= FirstOpset and <= LastOpset
            ? null
            : new ImportProblem("", model.Graph.Name, $"is a graph of opset {opset}; expected {FirstOpset} to {LastOpset}");
    }

    /// <summary>Tries both meanings of the first axis, lazily: the second only where the first fails.</summary>
    private static IEnumerable<int?> Batches(ImmutableArray<NetworkInput> inputs)
    {
        if (inputs[0].Sizes.Length > 1)
        {
            yield return inputs[0].Sizes[0];
        }

        yield return null;
    }

    private static ImportResult Attempt(
        OnnxModel model, ImmutableArray<NetworkInput> inputs, int? batch, ImmutableDictionary<string, Tensor> constants, ImportOptions options)
    {
        while (true)
        {
            // The first input is the one that the network computes with.
            var open = inputs.Where(input => !constants.ContainsKey(input.Name)).ToImmutableArray();
            var bindable = open.Skip(1).Select(input => input.Name).Where(options.Candidates.ContainsKey).ToImmutableHashSet();
            var mapper = new GraphMapper(model, batch, bindable, options.Limits);
            try
            {
                mapper.Map(open, constants);
                return Finish(mapper, batch, constants, options);
            }
            catch (BindingException binding)
            {
                constants = constants.AddRange(binding.Inputs.Select(name => KeyValuePair.Create(name, options.Candidates[name])));
            }
        }
    }

    private static ImportResult Finish(GraphMapper mapper, int? batch, ImmutableDictionary<string, Tensor> constants, ImportOptions options)
    {
        if (mapper.Problems.Count > 0 || mapper.Outputs.IsEmpty)
        {
            return Failed(mapper.Problems.Count > 0 ? [.. mapper.Problems] : [new ImportProblem("", "graph", "has no outputs")]);
        }

        string sample = batch is null ? "a sample is the whole of each input: the first axis is no batch" : "the first axis of each input is the batch";
        ImmutableArray<string> notes = [$"mapped {Counted(mapper.Mapped)}", $"computed {Counted(mapper.Computed)}", sample, .. constants.Keys.Order(StringComparer.Ordinal).Select(name => $"input '{name}' is a constant of the network")];
        var declaration = RecognizeBlocks.Run(Declaration.Of(mapper.Stack.Layers, mapper.Outputs), options.Name);
        return new ImportResult(declaration, batch, mapper.Inputs, constants, notes, []);
    }

    private static string Counted(IEnumerable<string> operators)
    {
        var counts = operators.GroupBy(name => name).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal);
        string text = string.Join(", ", counts.Select(group => $"{group.Count()} {group.Key}"));
        return text.Length == 0 ? "nothing" : text;
    }

    private static ImportResult Failed(ImmutableArray<ImportProblem> problems) => new(null, null, [], ImmutableDictionary<string, Tensor>.Empty, [], problems);

    /// <summary>Inputs of the network with their sizes; integers among the model's inputs are constants.</summary>
    private static ImmutableArray<NetworkInput> Inputs(
        OnnxModel model, ImportOptions options, out ImmutableDictionary<string, Tensor> constants, out ImmutableArray<ImportProblem> problems)
    {
        var inputs = ImmutableArray.CreateBuilder<NetworkInput>();
        var found = new List<ImportProblem>();
        constants = options.Constants;
        int probe = Probe(model);
        foreach (var input in model.Graph.OpenInputs.Where(input => !options.Constants.ContainsKey(input.Name)))
        {
            if (!input.Type.IsFloating())
            {
                constants = options.Candidates.TryGetValue(input.Name, out var tensor) ? constants.Add(input.Name, tensor) : constants;
                if (tensor is null)
                {
                    found.Add(new ImportProblem("", input.Name, $"is an input of {input.Type.Text()}; a network's inputs are floats"));
                }
            }
            else if (SizesOf(input, options, probe) is { } sizes)
            {
                inputs.Add(new NetworkInput(input.Name, sizes));
            }
            else
            {
                found.Add(new ImportProblem("", input.Name, $"is an input of sizes {Text(input.Sizes)}; expected known sizes of at least 1, or only the batch left open"));
            }
        }

        if (inputs.Count == 0 && found.Count == 0)
        {
            found.Add(new ImportProblem("", model.Graph.Name, "has no input of floats: there is nothing to compute"));
        }

        problems = [.. found];
        return inputs.ToImmutable();
    }

    private static ImmutableArray<int>? SizesOf(OnnxValue input, ImportOptions options, int probe)
    {
        var sizes = options.Sizes.TryGetValue(input.Name, out var given) ? given : input.Sizes;
        if (sizes is not { } known)
        {
            return null;
        }

        known = known.Length > 1 && known[0] < 0 ? known.SetItem(0, probe) : known;
        return known.All(size => size >= 1) && known.Aggregate(1.0, (product, size) => product * size) <= 1 << 30 ? known : null;
    }

    private static int Probe(OnnxModel model)
    {
        var sizes = model.Graph.Inputs.SelectMany(input => input.Sizes ?? []).Concat(model.Graph.Initializers.Values.SelectMany(tensor => tensor.Sizes)).ToHashSet();
        return ProbeSizes.FirstOrDefault(size => !sizes.Contains(size), ProbeSizes[^1]);
    }

    private static string Text(ImmutableArray<int>? sizes) => sizes is { } known ? $"[{string.Join(", ", known.Select(size => size < 0 ? "?" : $"{size}"))}]" : "that are not given";
}
