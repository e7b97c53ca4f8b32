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

    /// <summary>One more than the largest number of an unknown.</summary>
    public int Count => sets.Count;

    /// <summary>The unknowns that can be chosen, each giving one direction.</summary>
    public IEnumerable<int> Free
    {
        get
        {
            for (int unknown = 1; unknown < sets.Count; unknown++)
            {
                if (sets.Find(unknown) == unknown && !equations.IsSolved(unknown))
                {
                    yield return unknown;
                }
            }
        }
    }

    /// <summary>The unknown of the first channel of a node's value, by the node's id; those of the others follow it.</summary>
    public int First(int id) => first[id];

    /// <summary>The unknown that an unknown is equal to, the same for all that are equal; 0 where it is zero.</summary>
    public int Representative(int unknown) => sets.Find(unknown);

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
        if (freedom.IsOwnEverywhere)
        {
            return;
        }

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
        bool isSum = rules.All(rule => rule.Effect(symmetry) != ChannelEffect.PassesTogether);
        bool[] passes = [.. rules.Select(rule => rule.Effect(symmetry) is ChannelEffect.Passes or ChannelEffect.PassesTogether)];
        var terms = new List<int>();
        for (int channel = 0; channel < node.Shape.Channels; channel++)
        {
            terms.Clear();
            for (int input = 0; input < rules.Length; input++)
            {
                var sources = rules[input].Map.Sources(channel);
                if (sources.Count > 0 && passes[input])
                {
                    int term = sets.UniteRange(first[node.Inputs[input]] + sources.First, sources.Count);
                    Join(terms, term, isSum);
                }
            }

            Equate(first[node.Id] + channel, terms, isSum);
        }
    }

    /// <summary>A sum needs no term that is zero already: a gate's, for example.</summary>
    private void Join(List<int> terms, int term, bool isSum)
    {
        if (!isSum || sets.Find(term) != DisjointSets.Zero)
        {
            terms.Add(term);
        }
    }

    private void Equate(int output, List<int> terms, bool isSum)
    {
        if (terms.Count > 1 && isSum)
        {
            pending.Add((output, terms.ToArray()));
            return;
        }

        sets.Unite(output, terms.Count == 0 ? DisjointSets.Zero : terms[0]);
        for (int index = 1; index < terms.Count; index++)
        {
            sets.Unite(output, terms[index]);
        }
    }

    /// <summary>Whether a parameter of the layer, stored or redundant, gives its output any constants or factors.</summary>
    private bool HasOwnParameter(Node node) => (symmetry == Symmetry.Shift ? node.Layer.AdditiveParameter : node.OutputScale) is not null;
}
