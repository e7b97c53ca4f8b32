using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Analysis;

/// <summary>
/// The way of an eliminated bias to the normalisations that subtract it: what the runtime's <c>Absorption</c> does with the value that a
/// checkpoint holds for it, so that the loaded network predicts the same.
/// </summary>
internal abstract record AbsorptionPlan
{
    /// <summary>Names of the nodes at the ends, which subtract the constants.</summary>
    public abstract IEnumerable<string> Absorbers { get; }

    /// <summary>The plan for a constant per channel that is added to the node's value, which has shift invariance in every channel.</summary>
    public static AbsorptionPlan Of(Graph graph, Node node)
    {
        AbsorptionPlan[] plans = [.. Readers(graph, node).Select(reader => Step(graph, reader.Consumer, reader.Input))];
        return plans.Length == 1 ? plans[0] : new All(plans.ToImmutableArray());
    }

    // A node that reads the value twice gets the constants twice.
    private static IEnumerable<(Node Consumer, int Input)> Readers(Graph graph, Node node) =>
        from consumer in graph.Consumers(node.Id)
        from input in Enumerable.Range(0, consumer.Inputs.Length)
        where consumer.Inputs[input] == node.Id
        select (consumer, input);

    private static AbsorptionPlan Step(Graph graph, Node consumer, int input)
    {
        var rule = consumer.Layer.ChannelRule(consumer, input);
        if (consumer.Has("running_mean"))
        {
            // With running statistics, frozen or not, y = s·((x + c) − (μ + c)) + β.
            return new IntoRunningMean(consumer.Name + ".running_mean");
        }

        return (rule.Shift, rule.Map) switch
        {
            (ChannelEffect.Absorbed, _) => new Nowhere(consumer.Name),
            (ChannelEffect.Mixes, ChannelMap.Grouped map) => Weighted(graph, consumer, consumer.InputShape.Channels / map.InputsPerGroup),
            (_, ChannelMap.Regroup map) => new Repeat(map.InputPositions / map.OutputPositions, Of(graph, consumer)),
            (_, ChannelMap.Slice map) => new Slice(map.First, consumer.Shape.Channels, Of(graph, consumer)),
            (_, ChannelMap.Shuffle map) => new Shuffle(map.Groups, Of(graph, consumer)),
            _ => Of(graph, consumer),
        };
    }

    private static Through Weighted(Graph graph, Node consumer, int groups)
    {
        var weight = consumer.Parameters.First(parameter => parameter.Role == "weight");
        return new Through($"{consumer.Name}.{weight.Role}", groups, weight.InputsFirst, Of(graph, consumer));
    }

    /// <summary>running_mean[c] −= v[c].</summary>
    /// <param name="Name">The tensor: <c>bn1.running_mean</c>.</param>
    public sealed record IntoRunningMean(string Name) : AbsorptionPlan
    {
        public override IEnumerable<string> Absorbers => [Name.Substring(0, Name.LastIndexOf('.'))];
    }

    /// <summary>Nothing to change: a layer that normalises each sample anew subtracts the constants at inference too.</summary>
    public sealed record Nowhere(string Name) : AbsorptionPlan
    {
        public override IEnumerable<string> Absorbers => [Name];
    }

    /// <summary>Each constant becomes <paramref name="Times"/> equal ones in a row (Flatten).</summary>
    public sealed record Repeat(int Times, AbsorptionPlan Next) : AbsorptionPlan
    {
        public override IEnumerable<string> Absorbers => Next.Absorbers;
    }

    /// <summary>The constants become those of the channels from <paramref name="FirstChannel"/> on of a value of <paramref name="Channels"/> (Concat).</summary>
    public sealed record Slice(int FirstChannel, int Channels, AbsorptionPlan Next) : AbsorptionPlan
    {
        public override IEnumerable<string> Absorbers => Next.Absorbers;
    }

    /// <summary>Channel i·groups + j gets the constant of channel j·C/groups + i (ChannelShuffle).</summary>
    public sealed record Shuffle(int Groups, AbsorptionPlan Next) : AbsorptionPlan
    {
        public override IEnumerable<string> Absorbers => Next.Absorbers;
    }

    /// <summary>u[o] = Σᵢ Σ_taps W[o, i, tap]·v[i].</summary>
    /// <param name="WeightName">The tensor: <c>linear1.weight</c>.</param>
    /// <param name="InputsFirst">Whether it is stored as [in, out / groups, tap] (a transposed convolution).</param>
    public sealed record Through(string WeightName, int Groups, bool InputsFirst, AbsorptionPlan Next) : AbsorptionPlan
    {
        public override IEnumerable<string> Absorbers => Next.Absorbers;
    }

    /// <summary>Several readers, each of which gets the constants; none where nothing reads the value.</summary>
    public sealed record All(EquatableArray<AbsorptionPlan> Consumers) : AbsorptionPlan
    {
        public override IEnumerable<string> Absorbers => Consumers.SelectMany(consumer => consumer.Absorbers).Distinct();
    }
}
