using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Analysis;

/// <summary>
/// What each value may take by itself, with every parameter as it is: backwards over the graph, what all its readers allow. A value that is an output of the
/// network, or of which a reader's rule knows nothing, may take nothing.
/// </summary>
internal sealed class BackwardFreedom
{
    private readonly Dictionary<int, ChannelFreedom> freedoms = [];
    private readonly Dictionary<int, ChannelFreedom> beforeEpilogue = [];
    private readonly Symmetry symmetry;
    private readonly Func<Node, bool> keepsFactors;

    /// <param name="graph">The graph, of batch statistics.</param>
    /// <param name="symmetry">Constants or factors.</param>
    /// <param name="keepsFactors">Whether weights are all that a node does to its input: a bias that is stored stops a factor.</param>
    public BackwardFreedom(Graph graph, Symmetry symmetry, Func<Node, bool> keepsFactors)
    {
        this.symmetry = symmetry;
        this.keepsFactors = keepsFactors;
        for (int index = graph.Nodes.Length - 1; index >= 0; index--)
        {
            var node = graph.Nodes[index];
            if (graph.IsOutput(node.Id))
            {
                freedoms[node.Id] = ChannelFreedom.None(node.Shape.Channels);
            }
            else if (!freedoms.ContainsKey(node.Id))
            {
                freedoms.Add(node.Id, ChannelFreedom.All(node.Shape.Channels));
            }

            beforeEpilogue.Add(node.Id, OfOutput(node));
            for (int input = 0; input < node.Inputs.Length; input++)
            {
                var allowed = Before(node, input);
                freedoms[node.Inputs[input]] = freedoms.TryGetValue(node.Inputs[input], out var known) ? known.And(allowed) : allowed;
            }
        }
    }

    /// <summary>What may be done to the node's value.</summary>
    public ChannelFreedom Of(Node node) => freedoms[node.Id];

    /// <summary>What may be done to the layer's own output: functions that are fused behind it pass what they would pass as nodes.</summary>
    public ChannelFreedom BeforeEpilogue(Node node) => beforeEpilogue[node.Id];

    private ChannelFreedom OfOutput(Node node) => node.Epilogue.Reverse().Aggregate(
        freedoms[node.Id],
        (free, operation) => operation.Source.Layer.Activation is null
            ? ChannelFreedom.None(free.Count)
            : Before(operation.Source, operation.Source.Layer.ChannelRule(operation.Source, 0), free, free.Count));

    private ChannelFreedom Before(Node node, int input) => input >= node.LayerInputs
        ? ChannelFreedom.None(node.InputShapes[input].Channels)
        : Before(node, node.Layer.ChannelRule(node, input), BeforeEpilogue(node), node.InputShapes[input].Channels);

    private ChannelFreedom Before(Node node, ChannelRule rule, ChannelFreedom output, int inputs) => rule.Effect(symmetry) switch
    {
        ChannelEffect.Absorbed => ChannelFreedom.Normalized(rule.Map, inputs),
        ChannelEffect.Passes => output.Before(rule.Map, inputs),
        ChannelEffect.Mixes when symmetry == Symmetry.Shift => output.BeforeWeights(rule.Map, inputs),
        ChannelEffect.Mixes when keepsFactors(node) => output.Before(rule.Map, inputs),
        _ => ChannelFreedom.None(inputs),
    };
}
