using System.Collections.Immutable;
using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Parameters;

/// <summary>
/// A file with a bias that was eliminated must compute the same as the loaded network: what the BatchNorm sees, less its running mean, is
/// compared with textbook loops in double.
/// </summary>
public class AbsorptionTests
{
    private const int Positions = 6;

    [Fact]
    public void IntoRunningMean_SubtractsFromTheRightChannels()
    {
        ParameterLayout layout = WithMean(5, [Bias("b", 3, Absorption.IntoRunningMean("bn.running_mean", channelOffset: 2))]);
        float[] mean = LoadedMean(layout, ("bn.running_mean", [10, 20, 30, 40, 50]), ("b", [1, 2, 3]));
        Assert.Equal([10, 20, 29, 38, 47], mean);
    }

    [Fact]
    public void SeveralEliminated_AddUp()
    {
        ParameterLayout layout = WithMean(
            2,
            [
                Bias("a", 2, Absorption.IntoRunningMean("bn.running_mean")),
                Bias("b", 2, Absorption.All(Absorption.IntoRunningMean("bn.running_mean"), Absorption.IntoRunningMean("bn.running_mean"))),
            ]);
        float[] mean = LoadedMean(layout, ("bn.running_mean", [10, 20]), ("a", [1, 2]), ("b", [100, 200]));
        Assert.Equal([-191, -382], mean);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ThroughConvolution_MatchesTheConvolutionOfAConstant(int groups)
    {
        const int Inputs = 4;
        const int Outputs = 6;
        ParameterDefinition weight = Layouts.Define("conv2.weight", ParameterKind.Weight, Outputs, Inputs / groups, 3, 2);
        ParameterLayout layout = WithMean(
            Outputs,
            [Bias("conv1.bias", Inputs, Absorption.Through("conv2.weight", groups, Absorption.IntoRunningMean("bn.running_mean")))],
            weight);
        float[] w = Normals(weight.Length, 1);
        float[] bias = Normals(Inputs, 2);
        float[] mean = LoadedMean(layout, ("conv2.weight", w), ("bn.running_mean", new float[Outputs]), ("conv1.bias", bias));
        for (int output = 0; output < Outputs; output++)
        {
            double expected = 0;
            for (int input = 0; input < Inputs / groups; input++)
            {
                for (int tap = 0; tap < 6; tap++)
                {
                    double constant = bias[(output / (Outputs / groups) * (Inputs / groups)) + input];
                    expected -= w[(((output * (Inputs / groups)) + input) * 6) + tap] * constant;
                }
            }

            Assert.Equal(expected, mean[output], Math.Abs(expected) * 1.2e-7);
        }
    }

    /// <summary>conv1 (3 channels at 6 positions) with bias → Flatten → Linear 18 → 4 with bias → BatchNorm.</summary>
    [Fact]
    public void ThroughFlattenAndLinear_TheNetworkComputesTheSame()
    {
        ParameterDefinition weight = Layouts.Define("fc.weight", ParameterKind.Weight, 4, 3 * Positions);
        Absorption intoMean = Absorption.IntoRunningMean("bn.running_mean");
        ParameterLayout layout = WithMean(
            4,
            [
                Bias("conv1.bias", 3, Absorption.Repeat(Positions, Absorption.Through("fc.weight", 1, intoMean))),
                Bias("fc.bias", 4, intoMean),
            ],
            weight);
        float[] w = Normals(weight.Length, 3);
        float[] convolved = Normals(3 * Positions, 4);
        float[] convBias = Normals(3, 5);
        float[] fcBias = Normals(4, 6);
        float[] mean = Normals(4, 7);
        float[] loaded = LoadedMean(layout, ("fc.weight", w), ("bn.running_mean", mean), ("conv1.bias", convBias), ("fc.bias", fcBias));
        for (int output = 0; output < 4; output++)
        {
            double with = fcBias[output] - (double)mean[output];
            double without = -(double)loaded[output];
            for (int i = 0; i < convolved.Length; i++)
            {
                double product = w[(output * convolved.Length) + i];
                with += product * ((double)convolved[i] + convBias[i / Positions]);
                without += product * convolved[i];
            }

            // The only rounding is that of the new running mean to float.
            Assert.Equal(with, without, Math.Abs(loaded[output]) * Math.Pow(2, -24) * 1.01);
        }
    }

    /// <summary>A bias of 2 channels that become channels 1 and 2 of 4.</summary>
    [Fact]
    public void Slice_PutsTheConstantsAmongTheOthers()
    {
        ParameterLayout layout = WithMean(4, [Bias("conv1.bias", 2, Absorption.Slice(1, 4, Absorption.IntoRunningMean("bn.running_mean")))]);
        Assert.Equal([1, -8, -17, 4], LoadedMean(layout, ("bn.running_mean", [1, 2, 3, 4]), ("conv1.bias", [10, 20])));
        Assert.Throws<ArgumentOutOfRangeException>(() => Absorption.Slice(-1, 4, Absorption.IntoRunningMean("m")));
        Assert.Throws<ArgumentOutOfRangeException>(() => Absorption.Slice(0, 0, Absorption.IntoRunningMean("m")));
    }

    /// <summary>Channel i·groups + j of a shuffle is channel j·C/groups + i in front of it.</summary>
    [Fact]
    public void Shuffle_MovesTheConstantsAsTheLayerMovesChannels()
    {
        ParameterLayout layout = WithMean(6, [Bias("conv1.bias", 6, Absorption.Shuffle(3, Absorption.IntoRunningMean("bn.running_mean")))]);
        Assert.Equal([0, -20, -40, -10, -30, -50], LoadedMean(layout, ("bn.running_mean", new float[6]), ("conv1.bias", [0, 10, 20, 30, 40, 50])));
        Assert.Throws<ArgumentOutOfRangeException>(() => Absorption.Shuffle(0, Absorption.IntoRunningMean("m")));
    }

    /// <summary>A transposed convolution of one tap: u[o] = Σᵢ W[i, o]·v[i] inside each group.</summary>
    [Fact]
    public void ThroughTransposed_ReadsTheWeightTheOtherWayRound()
    {
        ParameterDefinition weight = Layouts.Define("up.weight", ParameterKind.Weight, 4, 3, 1, 1);
        ParameterLayout layout = WithMean(
            6,
            [Bias("conv1.bias", 4, Absorption.Through("up.weight", 2, Absorption.IntoRunningMean("bn.running_mean"), inputsFirst: true))],
            weight);
        float[] mean = LoadedMean(
            layout, ("up.weight", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), ("bn.running_mean", new float[6]), ("conv1.bias", [1, 10, 100, 1000]));
        Assert.Equal([-41, -52, -63, -10700, -11800, -12900], mean);
    }

    [Fact]
    public void RunningMean_IsRoundedOnce()
    {
        double mean = 1 + Math.Pow(2, -24) - Math.Pow(2, -40);
        double bias = -Math.Pow(2, -25);
        float once = (float)(mean - bias);
        Assert.NotEqual(once, (float)((float)mean - bias));
        ParameterSet set = new(WithMean(1, [Bias("b", 1, Absorption.IntoRunningMean("bn.running_mean"))]));
        TensorFile.Load(set, TensorFile.Of(
            ("bn.running_mean", "F64", [1], TensorFile.Doubles(mean)), ("b", "F64", [1], TensorFile.Doubles(bias))));
        Assert.Equal(once, set["bn.running_mean"].Values[0]);
    }

    [Fact]
    public void PartialLoad_AbsorbsIntoTheCurrentMean()
    {
        ParameterSet set = new(WithMean(2, [Bias("b", 2, Absorption.IntoRunningMean("bn.running_mean"))]));
        set["bn.running_mean"].Values.Fill(5);
        TensorFile.Load(set, TensorFile.Of(("b", "F32", [2], TensorFile.Singles(1, 2))), new LoadOptions { Strict = false });
        Assert.Equal([4, 3], set["bn.running_mean"].Values.ToArray());
    }

    [Fact]
    public void AnAbsorptionThatDoesNotFitItsNetwork_SaysWhere()
    {
        ParameterLayout tooLong = WithMean(2, [Bias("b", 2, Absorption.IntoRunningMean("bn.running_mean", 1))]);
        ParameterLayout unknown = WithMean(2, [Bias("b", 2, Absorption.IntoRunningMean("bn9.running_mean"))]);
        Assert.Contains("channel 1 of 'bn.running_mean'", Failure(tooLong), StringComparison.Ordinal);
        Assert.Contains("'bn9.running_mean'", Failure(unknown), StringComparison.Ordinal);

        static string Failure(ParameterLayout layout) => Assert.Throws<InvalidOperationException>(
            () => LoadedMean(layout, ("bn.running_mean", [1, 2]), ("b", [1, 2]))).Message;
    }

    private static EliminatedParameter Bias(string name, int length, Absorption absorption) =>
        new(name, ParameterKind.Bias, [length], "A BatchNorm subtracts it.", absorption);

    private static ParameterLayout WithMean(int channels, EliminatedParameter[] eliminated, params ParameterDefinition[] weights) =>
        Layouts.Of([.. weights, Layouts.Define("bn.running_mean", ParameterKind.RunningMean, channels)], eliminated);

    private static float[] LoadedMean(ParameterLayout layout, params (string Name, float[] Values)[] tensors)
    {
        ParameterSet set = new(layout);
        TensorFile.Load(set, TensorFile.Of(
            [.. tensors.Select(tensor => (tensor.Name, "F32", ShapeOf(layout, tensor.Name).ToArray(), TensorFile.Singles(tensor.Values)))]));
        return set["bn.running_mean"].Values.ToArray();
    }

    private static ImmutableArray<int> ShapeOf(ParameterLayout layout, string name) =>
        layout.Eliminated.FirstOrDefault(parameter => parameter.Name == name)?.Shape ?? layout.Parameters[layout.IndexOf(name)].Shape;

    private static float[] Normals(int count, int seed)
    {
        RandomSource random = new((ulong)seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextNormal())];
    }
}
