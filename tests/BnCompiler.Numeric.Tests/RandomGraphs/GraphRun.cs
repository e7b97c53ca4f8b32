using BnCompiler.Numeric.Tests.Networks;
using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.RandomGraphs;

/// <summary>A network with the seed of its parameters, inputs and number of threads.</summary>
internal sealed record GraphCase(int Seed, NetSpec Spec)
{
    public int Threads => 1 + (Seed % 2);

    /// <summary>Whether inference is divided over threads although the network is small.</summary>
    public bool IsDivided => Seed % 4 == 3;
}

/// <summary>What went wrong with one of them.</summary>
internal sealed record GraphFailure(GraphCase Case, FailureKind Kind, string Message);

/// <summary>Compiles many networks together, runs each against the reference and keeps those that fail.</summary>
internal static class GraphRun
{
    /// <summary>The failures among some networks. Where they do not compile together, the halves are tried, so that one bad network hides no other.</summary>
    public static IEnumerable<GraphFailure> Failures(GraphCase[] cases, Comparison comparison) =>
        cases.GroupBy(graph => graph.IsDivided).SelectMany(group => Failures([.. group], group.Key, comparison));

    private static IEnumerable<GraphFailure> Failures(GraphCase[] cases, bool areDivided, Comparison comparison)
    {
        CompiledNetworks compiled;
        try
        {
            NetSpec[] specs = [.. cases.Select(graph => graph.Spec)];
            compiled = areDivided ? CompiledNetworks.Divided(specs) : new CompiledNetworks(specs);
        }
        catch (NetworkFailureException exception)
        {
            int half = cases.Length / 2;
            return half == 0
                ? [new GraphFailure(cases[0], exception.Kind, exception.Message)]
                : [.. Failures(cases[..half], areDivided, comparison), .. Failures(cases[half..], areDivided, comparison)];
        }

        using (compiled)
        {
            return [.. cases.Select((graph, index) => Failure(graph, compiled[index], comparison)).OfType<GraphFailure>()];
        }
    }

    private static GraphFailure? Failure(GraphCase graph, NetworkUnderTest network, Comparison comparison)
    {
        try
        {
            NetworkComparison.CheckAll(graph.Spec, network, graph.Seed, graph.Threads, comparison);
            return null;
        }
        catch (Exception exception)
        {
            var kind = NetworkFailureException.KindOf(exception);
            return new GraphFailure(graph, kind, kind == FailureKind.Crash ? exception.ToString() : exception.Message);
        }
    }
}
