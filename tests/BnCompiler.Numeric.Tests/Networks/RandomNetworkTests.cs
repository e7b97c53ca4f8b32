using System.Text;
using BnCompiler.Numeric.Tests.Reference;
using FsCheck;
using FsCheck.Fluent;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Random valid networks, the same ones in every run, against the reference.</summary>
public sealed class RandomNetworkTests
{
    private const int Networks = 100;
    private const int Seed = 20250;
    private const int ShrinkingTries = 60;

    [Fact]
    public void EveryNetworkComputesWhatItDeclares()
    {
        NetSpec[] specs = [.. NetSpecGenerator.Networks.Sample(Networks, new Rnd(Seed), 30)];
        var comparison = new Comparison();
        var failures = new List<(int Index, string Message)>();
        using (var compiled = new CompiledNetworks(specs))
        {
            for (int index = 0; index < specs.Length; index++)
            {
                if (Failure(specs[index], compiled[index], index, comparison) is { } message)
                {
                    failures.Add((index, message));
                }
            }
        }

        Assert.True(failures.Count == 0, failures.Count == 0 ? "" : Report(specs, failures));

        // A bound as large as the values would let anything pass; only networks that amplify rounding themselves may have one.
        double[] bounds = [.. comparison.RelativeBounds.Order()];
        double median = bounds[bounds.Length / 2];
        double quartile = bounds[bounds.Length * 3 / 4];
        Assert.True(median < 1e-4 && quartile < 1e-3, $"Half of the bounds should be below 0.01 % of the values and three quarters below 0.1 %; they are {median:E2} and {quartile:E2}.");
    }

    private static string? Failure(NetSpec spec, NetworkUnderTest network, int index, Comparison comparison)
    {
        try
        {
            NetworkComparison.CheckAll(spec, network, seed: index, threads: 1 + (index % 2), comparison);
            return null;
        }
        catch (Exception exception)
        {
            return exception is Xunit.Sdk.XunitException ? exception.Message : exception.ToString();
        }
    }

    private static string Report(NetSpec[] specs, List<(int Index, string Message)> failures)
    {
        var report = new StringBuilder($"{failures.Count} of {specs.Length} networks differ from the reference.\n");
        foreach (var (index, message) in failures.Take(3))
        {
            var smallest = NetSpecShrinker.Smallest(specs[index], spec => FailsAlone(spec, index), ShrinkingTries);
            report.Append($"\nNet{index}: {message}\n{specs[index]}\nshrinks to\n{smallest}\n");
        }

        return report.ToString();
    }

    private static bool FailsAlone(NetSpec spec, int index)
    {
        try
        {
            using var compiled = new CompiledNetworks(spec);
            return Failure(spec, compiled[0], index, new Comparison()) is not null;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
