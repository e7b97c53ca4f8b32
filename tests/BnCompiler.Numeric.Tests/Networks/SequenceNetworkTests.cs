namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Each of <see cref="SequenceNetworks"/> against the reference, on one thread and on two.</summary>
public sealed class SequenceNetworkTests(SequenceNetworkTests.Compiled compiled) : IClassFixture<SequenceNetworkTests.Compiled>
{
    private static readonly string[] Names = [.. SequenceNetworks.All.Keys];

    public static TheoryData<string> Cases => [.. Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ComputesWhatItDeclares(string name)
    {
        int index = Array.IndexOf(Names, name);
        for (int threads = 1; threads <= 2; threads++)
        {
            NetworkComparison.CheckAll(SequenceNetworks.All[name], compiled.Networks[index], seed: (2 * index) + threads, threads, new Comparison());
        }
    }

    /// <summary>All networks in one compilation, made once.</summary>
    public sealed class Compiled : IDisposable
    {
        internal CompiledNetworks Networks { get; } = new([.. SequenceNetworks.All.Values]);

        public void Dispose() => Networks.Dispose();
    }
}
