using System.Collections.Immutable;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Schedule;

/// <summary>A stored parameter with its place in the network's block.</summary>
internal sealed record PlacedParameter(Node Node, ParameterSpec Spec, int Offset)
{
    /// <summary>The tensor's name: <c>conv1.weight</c>.</summary>
    public string Name => Node.Name + "." + Spec.Role;
}

/// <summary>The one block of a network: trainable parameters first, running statistics after, each at a multiple of 16 floats.</summary>
internal sealed class ParameterTable
{
    private readonly Dictionary<string, PlacedParameter> byName;

    public ParameterTable(Graph graph)
    {
        var parameters = graph.Nodes.SelectMany(node => node.Parameters.Select(spec => (Node: node, Spec: spec))).ToList();
        var placed = ImmutableArray.CreateBuilder<PlacedParameter>();
        foreach (bool trainable in new[] { true, false })
        {
            foreach (var (node, spec) in parameters.Where(parameter => parameter.Spec.IsTrainable == trainable))
            {
                placed.Add(new PlacedParameter(node, spec, TotalLength));
                TotalLength += Layout.RoundUp(spec.Length, Layout.Lanes);
            }

            TrainableLength = trainable ? TotalLength : TrainableLength;
        }

        Parameters = placed.ToImmutable();
        byName = Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
    }

    public ImmutableArray<PlacedParameter> Parameters { get; }

    public int TrainableLength { get; }

    public int TotalLength { get; }

    /// <summary>Trainable values, without the gaps between parameters.</summary>
    public int ParameterCount => Parameters.Where(parameter => parameter.Spec.IsTrainable).Sum(parameter => parameter.Spec.Length);

    public PlacedParameter this[string name] => byName[name];
}
