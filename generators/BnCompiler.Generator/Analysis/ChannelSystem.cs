using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Analysis;

/// <summary>
/// All constants, or all logarithms of factors, that the channels of all values can be given at once, when parameters move along: one unknown per channel of a value,
/// an equation per rule. Weights make up for any factors in front of and behind them, γ and β for any behind them, biases for any constants; what has no such parameter is
/// zero. A solution that is not zero moves at least one parameter: go forward from the inputs to the first unknown that is not zero; the layer's own
/// parameters give it.
/// </summary>
internal sealed class ChannelSystem
{
    private readonly Graph graph;
    private readonly Symmetry symmetry;
    private readonly ShiftInvarianceAnalysis shifts;
    private readonly Dictionary<int, int> first = [];
    private readonly DisjointSets sets;
    private readonly SumEquations equations = new();
    private readonly List<(int Sum, int[] Terms)> pending = [];

    public ChannelSystem(Graph graph, Symmetry symmetry, ShiftInvarianceAnalysis shifts)
    {
        this.graph = graph;
        this.symmetry = symmetry;
        this.shifts = shifts;
        int unknowns = 1;
        foreach (var node in graph.Nodes)
        {
            first.Add(node.Id, unknowns);
            unknowns += node.Shape.Channels;
        }

        sets = new DisjointSets(unknowns);
        foreach (var node in graph.Nodes)
        {
            Add(node);
        }

        foreach (var (sum, terms) in pending)
        {
            equations.Add(sets.Find(sum), terms.Select(sets.Find));
        }
    }

    /// <summary>Which unknowns depend on a free one.</summary>
    public Dictionary<int, List<int>> Dependents => equations.Dependents();

    /// <summary>The unknowns that can be chosen, each giving one direction.</summary>
    public IEnumerable<int> Free => Enumerable.Range(1, sets.Count - 1).Where(unknown => sets.Find(unknown) == unknown && !equations.IsSolved(unknown));

    /// <summary>The unknown of a channel of the node's value; 0 where it is zero.</summary>
    public int this[Node node, int channel] => sets.Find(first[node.Id] + channel);

    /// <summary>The unknown of a channel of one of the node's inputs.</summary>
    public int Source(Node node, int input, int channel) => sets.Find(first[node.Inputs[input]] + channel);

    private void Add(Node node)
    {
        var rules = Enumerable.Range(0, node.LayerInputs).Select(input => node.Layer.ChannelRule(node, input)).ToArray();
        bool passes = rules.Any(rule => rule.Effect(symmetry) is ChannelEffect.Passes or ChannelEffect.PassesTogether);
        for (int input = 0; input < rules.Length; input++)
        {
            Add(node, input, rules[input]);
        }

        if (passes)
        {
            Pass(node, rules);
        }

        if (graph.IsOutput(node.Id) || (!passes && !HasOwnParameter(node)))
        {
            sets.UniteRange(first[node.Id], node.Shape.Channels);
            sets.Unite(DisjointSets.Zero, first[node.Id]);
        }
    }

    /// <summary>What the rule of an input demands of it, apart from what it passes.</summary>
    private void Add(Node node, int input, ChannelRule rule)
    {
        int source = first[node.Inputs[input]];
        int channels = node.InputShapes[input].Channels;
        switch (rule.Effect(symmetry))
        {
            case ChannelEffect.Ends:
                sets.Unite(DisjointSets.Zero, sets.UniteRange(source, channels));
                break;
            case ChannelEffect.Absorbed:
                Share(source, ChannelFreedom.Normalized(rule.Map, channels));
                break;
            case ChannelEffect.Mixes when symmetry == Symmetry.Shift && node.Layer.AdditiveParameter is null:
                Share(source, shifts.Of(node).BeforeWeights(rule.Map, channels));
                break;
        }
    }

    private void Share(int source, ChannelFreedom freedom)
    {
        int[] representatives = [DisjointSets.Zero, .. Enumerable.Repeat(-1, freedom.Directions)];
        for (int channel = 0; channel < freedom.Count; channel++)
        {
            ref int representative = ref representatives[freedom[channel]];
            representative = representative < 0 ? source + channel : representative;
            sets.Unite(representative, source + channel);
        }
    }

    private void Pass(Node node, ChannelRule[] rules)
    {
        bool sums = rules.All(rule => rule.Effect(symmetry) != ChannelEffect.PassesTogether);
        for (int channel = 0; channel < node.Shape.Channels; channel++)
        {
            int output = first[node.Id] + channel;
            var terms = new List<int>();
            for (int input = 0; input < rules.Length; input++)
            {
                var sources = rules[input].Map.Sources(channel);
                if (sources.Count > 0 && rules[input].Effect(symmetry) is ChannelEffect.Passes or ChannelEffect.PassesTogether)
                {
                    terms.Add(sets.UniteRange(first[node.Inputs[input]] + sources.First, sources.Count));
                }
            }

            if (terms.Count > 1 && sums)
            {
                terms.RemoveAll(term => sets.Find(term) == DisjointSets.Zero);
            }

            if (terms.Count > 1 && sums)
            {
                pending.Add((output, terms.ToArray()));
                continue;
            }

            foreach (int term in terms.DefaultIfEmpty(DisjointSets.Zero))
            {
                sets.Unite(output, term);
            }
        }
    }

    /// <summary>Whether a parameter of the layer, stored or redundant, gives its output any constants or factors.</summary>
    private bool HasOwnParameter(Node node) => (symmetry == Symmetry.Shift ? node.Layer.AdditiveParameter : node.OutputScale) is not null;
}
