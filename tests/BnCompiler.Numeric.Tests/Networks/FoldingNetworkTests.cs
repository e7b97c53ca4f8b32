using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Each of <see cref="FoldingNetworks"/> against the reference, folded and with running statistics, with every kind of parameters.</summary>
public sealed class FoldingNetworkTests(FoldingNetworkTests.Compiled compiled) : IClassFixture<FoldingNetworkTests.Compiled>
{
    private static readonly string[] Names = [.. FoldingNetworks.All.Keys];

    private static readonly IReadOnlyDictionary<string, NetSpec>[] Hostile =
        [.. Enum.GetValues<BatchNormValues>().Where(values => values != BatchNormValues.Usual).Select(FoldingNetworks.With)];

    public static TheoryData<string> Cases => [.. Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void PredictsWhatItDeclares(string name)
    {
        int index = Array.IndexOf(Names, name);
        foreach (var networks in Hostile)
        {
            using var run = new NetworkComparison(networks[name], compiled.Networks[index], seed: index, threads: 1, new Comparison());
            run.CheckPredictions();
        }
    }

    /// <summary>All networks in one compilation, made once.</summary>
    public sealed class Compiled : IDisposable
    {
        internal CompiledNetworks Networks { get; } = new([.. FoldingNetworks.All.Values]);

        public void Dispose() => Networks.Dispose();
    }
}
