using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Each of <see cref="WinogradNetworks"/> against the reference, with Winograd's minimal filtering and without.</summary>
public sealed class WinogradNetworkTests(WinogradNetworkTests.Compiled compiled) : IClassFixture<WinogradNetworkTests.Compiled>
{
    private static readonly string[] Names = [.. WinogradNetworks.All.Keys];

    public static TheoryData<string> Cases => [.. Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ComputesWhatItDeclares(string name)
    {
        int index = Array.IndexOf(Names, name);
        for (int threads = 1; threads <= 2; threads++)
        {
            NetworkComparison.CheckAll(WinogradNetworks.All[name], compiled.With[index], seed: (2 * index) + threads, threads, new Comparison());
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheTwoWaysAgreeAndAreNotTheSame(string name)
    {
        int index = Array.IndexOf(Names, name);
        var spec = WinogradNetworks.All[name];
        var random = new RandomValues(index + 100);
        var reference = new ReferenceNetwork(spec);
        random.Fill(reference);
        float[] input = random.Normals(spec.Batch * spec.Input.Length);
        float[][] outputs = [.. new[] { compiled.With[index], compiled.Without[index] }.Select(network =>
        {
            network.Parameters.Load(CheckpointWriter.Write(reference));
            float[] output = new float[spec.Batch * spec.Shapes()!.Value[^1].Length];
            network.Fold()(input, output);
            return output;
        })];

        // Rounding differs in some value, or Winograd was not used and nothing was tested.
        Assert.NotEqual(outputs[0], outputs[1]);
        var expected = reference.Forward(Volume.Exact(input, spec.Batch, spec.Input), training: false);
        new Comparison().Check("without Winograd", outputs[1], expected.Values, expected.Errors);
    }

    /// <summary>All networks in one compilation, made once.</summary>
    public sealed class Compiled : IDisposable
    {
        internal CompiledNetworks With { get; } = new([.. WinogradNetworks.All.Values]);

        internal CompiledNetworks Without { get; } = new([.. WinogradNetworks.All.Values.Select(spec => spec with { Winograd = false })]);

        public void Dispose()
        {
            With.Dispose();
            Without.Dispose();
        }
    }
}
