using BnCompiler.Generator.Schedule;
using BnCompiler.Numeric.Tests.Reference;
using BnCompiler.Testing;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Each of <see cref="RowBandNetworks"/> against the reference, with depthwise convolutions done together with their neighbours, and bitwise what steps of their own compute.</summary>
public sealed class RowBandNetworkTests(RowBandNetworkTests.Compiled compiled) : IClassFixture<RowBandNetworkTests.Compiled>
{
    private static readonly string[] Names = [.. RowBandNetworks.All.Keys];

    public static TheoryData<string> Cases => [.. Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ComputesWhatItDeclares(string name)
    {
        int index = Array.IndexOf(Names, name);
        NetworkComparison.CheckAll(RowBandNetworks.All[name], compiled.InBands[index], seed: index, threads: 1 + (index % 2), new Comparison());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void RoundsChangeNothing(string name)
    {
        int index = Array.IndexOf(Names, name);
        var spec = RowBandNetworks.All[name];
        var random = new RandomValues(index + 100);
        var reference = new ReferenceNetwork(spec);
        random.Fill(reference);
        float[] input = random.Normals(spec.Batch * spec.Input.Length);
        float[] Predict(NetworkUnderTest network)
        {
            network.Parameters.Load(CheckpointWriter.Write(reference));
            var model = network.Fold(null);
            float[] output = new float[spec.Batch * model.OutputLength];
            model.Predict(input, output);

            // The second call finds what the first one left in its memory.
            float[] again = new float[output.Length];
            model.Predict(input, again);
            Assert.Equal(output, again);
            return output;
        }

        Assert.Equal(Predict(compiled.Alone[index]), Predict(compiled.InBands[index]));
    }

    /// <summary>Otherwise the other tests would test nothing.</summary>
    [Fact]
    public void AllButTwoAreDoneInRounds()
    {
        RowBandFusion.FusesEverything = true;
        try
        {
            string[] alone = [.. RowBandNetworks.All.Where(pair => !IsInRounds(pair.Value)).Select(pair => pair.Key)];
            Assert.Equal(["added to what is in front", "BatchNorm on the border"], alone);
        }
        finally
        {
            RowBandFusion.FusesEverything = false;
        }
    }

    private static bool IsInRounds(NetSpec spec) =>
        NetworkCompilation.Run($"using BnCompiler;\n\n{spec.Render("Net")}").Sources["Net.Inference.g.cs"].Contains("new RowBands(", StringComparison.Ordinal);

    /// <summary>All networks in one compilation, made once.</summary>
    public sealed class Compiled : IDisposable
    {
        internal CompiledNetworks InBands { get; } = CompiledNetworks.InBands([.. RowBandNetworks.All.Values]);

        internal CompiledNetworks Alone { get; } = new([.. RowBandNetworks.All.Values]);

        public void Dispose()
        {
            InBands.Dispose();
            Alone.Dispose();
        }
    }
}
