using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using BnCompiler.Generator.Emit;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Passes;
using BnCompiler.Tool.Compiling;
using Compiled = BnCompiler.Generator.Emit.CompiledNetwork;

namespace BnCompiler.Tool.Summarizing;

/// <summary>What the compiler says of a network, computed from its declaration.</summary>
internal sealed class NetworkSummary
{
    // With quotes and signs as they are: the line goes to no web page.
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Compiled _network;

    private NetworkSummary(Compiled network) => _network = network;

    /// <summary>The summary of a network.</summary>
    /// <param name="sources">The text of the files with the network and its blocks.</param>
    /// <param name="name">The class, with or without its namespace.</param>
    /// <exception cref="DeclarationException">It is not declared once, or it does not compile.</exception>
    public static NetworkSummary Of(string[] sources, string name)
    {
        var (declaration, graph) = SourceDeclaration.Build(sources, name);
        return new NetworkSummary(new Compiled(declaration, graph, PassPipeline.Training.Run(graph), PassPipeline.Inference.Run(graph)));
    }

    /// <summary>The text that the class has as its <c>Summary</c>.</summary>
    public string ToText() => string.Join('\n', SummaryText.Lines(_network));

    public string ToJson()
    {
        var parts = new SummaryParts(_network);
        var json = new JsonObject
        {
            ["network"] = _network.Declaration.FullName,
            ["inputs"] = Samples(_network.Inputs),
            ["outputs"] = Samples(_network.Outputs),
            ["parameters"] = _network.Parameters.ParameterCount,
            ["multiply_adds"] = parts.MultiplyAdds,
            ["layers"] = Array(parts.Layers, layer => new JsonObject
            {
                ["name"] = layer.Name,
                ["layer"] = layer.Description,
                ["output"] = Sizes(layer.Shape),
                ["parameters"] = layer.Parameters,
                ["multiply_adds"] = layer.MultiplyAdds,
            }),
            ["removed"] = Array(parts.Removed, sentence => sentence),
            ["batch_norms"] = Array(_network.Inference.Fates, fate => new JsonObject { ["name"] = fate.BatchNorm, ["inference"] = fate.Destination, ["why"] = fate.Why }),
            ["free_directions"] = Array(FreedomText.Report(_network.Freedom), line => line),
            ["training_bytes_per_sample"] = parts.TrainingBytesPerSample,
            ["training_bytes_per_thread"] = parts.TrainingBytesPerThread,
            ["inference_bytes_per_caller"] = parts.InferenceBytesPerCaller,
        };
        return json.ToJsonString(Relaxed);
    }

    private static JsonArray Samples(IEnumerable<SamplePart> parts) => Array(parts, part => new JsonObject { ["name"] = part.Name, ["shape"] = Sizes(part.Node.Shape) });

    private static JsonArray Sizes(Shape shape) => Array(shape.Sizes, size => size);

    private static JsonArray Array<T>(IEnumerable<T> values, Func<T, JsonNode> convert) => new([.. values.Select(convert)]);
}
