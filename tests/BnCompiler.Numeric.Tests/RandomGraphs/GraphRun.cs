using BnCompiler.Numeric.Tests.Networks;
using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.RandomGraphs;

/// <summary>A network with the seed of its parameters, inputs and number of threads.</summary>
internal sealed record GraphCase(int Seed, NetSpec Spec)
{
    public int Threads => 1 + (Seed % 2);
}

/// <summary>What went wrong with one of them.</summary>
internal sealed record GraphFailure(GraphCase Case, FailureKind Kind, string Message);

/// <summary>Compiles many networks together, runs each against the reference and keeps those that fail.</summary>
internal static class GraphRun
{
    /// <summary>The failures among some networks. Where they do not compile together, the halves are tried, so that one bad network hides no other.</summary>
    public static IEnumerable<GraphFailure> Failures(GraphCase[] cases, Comparison comparison)
    {
        CompiledNetworks compiled;
        try
        {
            compiled = new CompiledNetworks([.. cases.Select(graph => graph.Spec)]);
        }
        catch (NetworkFailureException exception)
        {
            int half = cases.Length / 2;
            return half == 0
                ? [new GraphFailure(cases[0], exception.Kind, exception.Message)]
                : [.. Failures(cases[..half], comparison), .. Failures(cases[half..], comparison)];
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
