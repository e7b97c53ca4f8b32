using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>What <see cref="GraphBuilder"/> made of a declaration.</summary>
/// <param name="Graph">The declared graph, or null where a finding is an error.</param>
/// <param name="Findings">In the order of the layers, arguments and names before shapes.</param>
internal sealed record GraphBuildResult(Graph? Graph, ImmutableArray<Finding> Findings);

/// <summary>
/// Declaration to graph. Every layer's name and arguments are checked; shapes are inferred up to the first layer that does
/// not fit, because what arrives behind it would be a guess.
/// </summary>
internal sealed class GraphBuilder
{
    private readonly NetworkDeclaration declaration;
    private readonly ImmutableArray<Finding>.Builder findings = ImmutableArray.CreateBuilder<Finding>();
    private readonly ImmutableArray<Node>.Builder nodes = ImmutableArray.CreateBuilder<Node>();
    private readonly SizeLimits limits;
    private readonly List<Node> values = [];
    private LayerPaths names = new([], []);

    private GraphBuilder(NetworkDeclaration declaration)
    {
        this.declaration = declaration;
        limits = new SizeLimits(findings);
    }

    public static GraphBuildResult Build(NetworkDeclaration declaration)
    {
        var builder = new GraphBuilder(declaration);
        var graph = builder.Build();
        return new GraphBuildResult(graph, builder.findings.ToImmutable());
    }

    private Graph? Build()
    {
        var shape = ReadInputShape();
        if (declaration.Layers.Count == 0)
        {
            findings.Add(new Finding("BN0013", -1, null, [declaration.Name]));
        }

        CheckWeightDecay();
        names = LayerNames.Assign(declaration.Layers, findings);
        Layer?[] layers = [.. declaration.Layers.Select((layer, index) => IsPlace(index) ? null : ReadLayer(layer, Sink(index)))];
        var inputNames = new InputNames(declaration.Layers, names);
        ImmutableArray<int>?[] inputs = [.. layers.Select((layer, index) =>
            layer is { IsInput: true } ? [] : IsPlace(index) || layer is not null ? inputNames.Resolve(index, layer?.Others ?? [], Sink(index)) : null)];
        var places = new OutputPlaces(declaration.Layers, index => inputs[index]?[0]);
        CheckOutputNames(layers, places);
        bool isReadable = findings.Count == 0;
        bool fits = shape is not null && AddInput(shape) && layers.Select((layer, index) => Add(layer, inputs[index], index)).All(added => added);
        return isReadable && fits ? Connected(WithOutputs(places)) : null;
    }

    /// <summary>The graph with what the declaration makes an output, and the value of the last layer where that is none of them.</summary>
    private Graph WithOutputs(OutputPlaces places)
    {
        var outputs = Enumerable.Range(0, declaration.Layers.Count).Where(index => declaration.Layers[index].IsOutput)
            .Select(index => (Name: names[index], values[index - InputNames.NetworkInput].Id)).ToList();
        if (!places.IsLastNamed)
        {
            outputs.Add((Graph.LastOutput, nodes[nodes.Count - 1].Id));
        }

        return new Graph(declaration.Name, nodes.ToImmutable(), [.. outputs.Select(output => output.Id)])
        {
            OutputNames = [.. outputs.Select(output => output.Name)],
            AllowsWinograd = declaration.Winograd,
        };
    }

    /// <summary>Callers meet the last layer's value as <c>output</c>: an input, or an output of another value, cannot have that name.</summary>
    private void CheckOutputNames(Layer?[] layers, OutputPlaces places)
    {
        for (int index = 0; index < layers.Length; index++)
        {
            bool isPart = layers[index] is { IsInput: true } || (declaration.Layers[index].IsOutput && !places.IsLast(index));
            if (isPart && string.Equals(names[index], Graph.LastOutput, StringComparison.OrdinalIgnoreCase))
            {
                new FindingSink(index, findings).Report("BN0008", "Name", names[index], "is that of the last layer's value");
            }
        }
    }

    /// <summary>The graph without the layers that the output does not depend on; those that nothing reads are reported.</summary>
    private Graph Connected(Graph graph)
    {
        foreach (var node in graph.Nodes.Where(node => !graph.IsOutput(node.Id) && !graph.Consumers(node.Id).Any()))
        {
            new FindingSink(node.DeclarationIndex, findings).Report("BN0016", null, $"{node.Layer.Kind} '{node.Name}'");
        }

        // An input stays a part of the samples, read or not.
        var reached = new HashSet<int>(graph.Outputs.Concat(graph.Inputs.Select(input => input.Id)));
        foreach (var node in graph.Nodes.Reverse().Where(node => reached.Contains(node.Id)))
        {
            reached.UnionWith(node.Inputs);
        }

        return graph with { Nodes = [.. graph.Nodes.Where(node => reached.Contains(node.Id))] };
    }

    private Shape? ReadInputShape()
    {
        var sizes = declaration.InputShape;
        if (sizes.Count is 1 or 2 or 3 && sizes.All(size => size >= 1))
        {
            return new Shape([.. sizes]);
        }

        findings.Add(new Finding("BN0002", -1, "InputShape", [$"[{string.Join(", ", sizes.Select(size => $"{size}"))}]"]));
        return null;
    }

    private void CheckWeightDecay()
    {
        if (declaration.WeightDecay is { } scope && !Enum.IsDefined(typeof(DecayScope), scope))
        {
            findings.Add(new Finding("BN0011", -1, "WeightDecay", [$"Network '{declaration.Name}'", "WeightDecay", $"{(int)scope}", "a member of WeightDecayScope"]));
        }
    }

    private FindingSink Sink(int index) => new(index, findings, LayerNames.Subject(declaration.Layers[index], names[index]));

    private static Layer? ReadLayer(LayerDeclaration layer, FindingSink sink)
    {
        if (LayerCatalog.Find(layer.Kind) is not { } kind)
        {
            string known = string.Join(", ", LayerCatalog.Kinds.Select(candidate => candidate.Kind));
            sink.Report("BN0011", null, sink.Subject, "kind", layer.Kind, $"one of {known}");
            return null;
        }

        var arguments = new ArgumentReader(layer, sink);
        var read = kind.Read(arguments);
        return arguments.HasErrors ? null : read;
    }

    private bool IsPlace(int index) => OutputPlaces.IsPlace(declaration.Layers[index]);

    private bool AddInput(Shape shape)
    {
        Add(new Node
        {
            Id = 0,
            Name = InputLayer.Name,
            Layer = new InputLayer(shape),
            Inputs = [],
            InputShapes = [],
            Shape = shape,
            DeclarationIndex = -1,
        });
        return limits.AddValue(shape, -1, "the input");
    }

    private void Add(Node node)
    {
        nodes.Add(node);
        values.Add(node);
    }

    /// <summary>Adds what an entry is: the node of a layer, or another place of a value.</summary>
    private bool Add(Layer? layer, ImmutableArray<int>? places, int index)
    {
        if (places is null)
        {
            return false;
        }

        // The network's input is the first value, and that of each entry the one behind the entry before.
        ImmutableArray<Node> sources = [.. places.Value.Select(place => values[place - InputNames.NetworkInput])];
        if (IsPlace(index))
        {
            values.Add(sources[0]);
            return true;
        }

        return layer is not null && AddLayer(layer, sources, index);
    }

    private bool AddLayer(Layer layer, ImmutableArray<Node> sources, int index)
    {
        ImmutableArray<Shape> inputs = [.. sources.Select(source => source.Shape)];
        var sink = new FindingSink(index, findings, Sink(index).Subject) { Inputs = [.. sources.Select(source => source.Name)] };
        if (layer.InferShape(inputs, sink) is not { } shape)
        {
            return false;
        }

        var parameters = layer.Parameters(inputs);
        if (!limits.AddValue(shape, index, sink.Subject) || !limits.AddParameters(parameters, index, sink.Subject))
        {
            return false;
        }

        var node = new Node
        {
            Id = nodes.Count,
            Name = names[index],
            Layer = layer,
            Inputs = [.. sources.Select(source => source.Id)],
            InputShapes = inputs,
            Shape = shape,
            DeclarationIndex = index,
            Parameters = parameters,
        };
        Add(node);
        return inputs.Select((input, place) => limits.AddHalo(input, layer.InputHalo(node, place), index, sink.Subject)).All(inside => inside)
            && limits.AddHalo(shape, layer.OutputGradientHalo(node), index, sink.Subject);
    }
}
