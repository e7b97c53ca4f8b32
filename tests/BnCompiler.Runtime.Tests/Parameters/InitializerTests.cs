using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Parameters;

public class InitializerTests
{
    private static readonly string[] ExpectedForSeed7 = ["3FA5CB60", "3E4D32CA", "BF99F5C9", "3F2F67BA"];

    private static ParameterSet Initialized(Initializer initializer, int seed = 1)
    {
        ParameterSet set = new(Layouts.Of(
            Layouts.Define("conv1.weight", ParameterKind.Weight, 64, 32, 3, 3),
            Layouts.Define("conv1.bias", ParameterKind.Bias, 64),
            Layouts.Define("bn1.weight", ParameterKind.BatchNormWeight, 64),
            Layouts.Define("bn1.bias", ParameterKind.BatchNormBias, 64),
            Layouts.Define("gn1.weight", ParameterKind.NormWeight, 64),
            Layouts.Define("gn1.bias", ParameterKind.NormBias, 64),
            Layouts.Define("prelu1.weight", ParameterKind.Slope, 64) with { InitialValue = 0.25f },
            Layouts.Define("bn1.running_mean", ParameterKind.RunningMean, 64),
            Layouts.Define("bn1.running_var", ParameterKind.RunningVariance, 64)));
        set.Block.Fill(float.NaN);
        set.Initialize(seed, initializer);
        return set;
    }

    /// <summary>fan_in = 32·9 = 288, fan_out = 64·9 = 576.</summary>
    [Theory]
    [InlineData(Initializer.HeUniform, 2.0 / 288, true)]
    [InlineData(Initializer.HeNormal, 2.0 / 288, false)]
    [InlineData(Initializer.XavierUniform, 2.0 / 864, true)]
    [InlineData(Initializer.XavierNormal, 2.0 / 864, false)]
    public void Weights_HaveTheVarianceOfTheirDistribution(Initializer initializer, double variance, bool isUniform)
    {
        float[] weights = Initialized(initializer)["conv1.weight"].Values.ToArray();
        int n = weights.Length;
        double mean = weights.Average(weight => (double)weight);
        double measured = weights.Average(weight => (double)weight * weight);

        // Four standard errors; Var(w²) is 2σ⁴ for a normal and 0.8σ⁴ for a uniform distribution.
        Assert.InRange(mean, -4 * Math.Sqrt(variance / n), 4 * Math.Sqrt(variance / n));
        Assert.InRange(measured / variance, 1 - (4 * Math.Sqrt(2.0 / n)), 1 + (4 * Math.Sqrt(2.0 / n)));
        double largest = weights.Max(Math.Abs);
        double bound = Math.Sqrt(3 * variance);
        Assert.Equal(isUniform, largest <= bound);
        Assert.True(largest > 0.999 * bound);
    }

    /// <summary>The values of a new set are drawn when they are first read, by whichever thread; later ones at once, for views that are held already.</summary>
    [Fact]
    public void WhoReadsFirst_SeesWhatWasDrawn()
    {
        float[] expected = Initialized(Initializer.HeUniform, seed: 5).Block.ToArray();
        ParameterSet fresh = new(Initialized(Initializer.HeUniform).Layout);
        fresh.Initialize(3);
        fresh.Initialize(5);
        float[][] read = new float[8][];
        Parallel.For(0, read.Length, reader => read[reader] = fresh.Block.ToArray());
        Assert.All(read, values => Assert.Equal(expected[..fresh.Layout.TrainableLength], values[..fresh.Layout.TrainableLength]));

        Span<float> view = fresh["conv1.weight"].Values;
        fresh.Initialize(6);
        Assert.True(view.SequenceEqual(Initialized(Initializer.HeUniform, seed: 6)["conv1.weight"].Values));
    }

    [Fact]
    public void OtherParameters_StartNeutral()
    {
        ParameterSet set = Initialized(Initializer.HeUniform);
        foreach (Parameter parameter in set.Where(parameter => parameter.Kind != ParameterKind.Weight))
        {
            float expected = parameter.Kind switch
            {
                ParameterKind.BatchNormWeight or ParameterKind.NormWeight or ParameterKind.RunningVariance => 1,
                ParameterKind.Slope => 0.25f,
                _ => 0,
            };
            Assert.All(parameter.Values.ToArray(), value => Assert.Equal(expected, value));
        }
    }

    [Fact]
    public void Seed_DecidesTheValues()
    {
        float[] first = Initialized(Initializer.HeUniform, seed: 7).Block.ToArray();
        Assert.Equal(first, Initialized(Initializer.HeUniform, seed: 7).Block.ToArray());
        Assert.NotEqual(first, Initialized(Initializer.HeUniform, seed: 8).Block.ToArray());
    }

    /// <summary>Recorded once: a change of these values breaks every run that somebody wants to repeat.</summary>
    [Fact]
    public void Values_StayTheSameBetweenVersions()
    {
        ParameterSet set = new(Layouts.Of(Layouts.Define("w", ParameterKind.Weight, 2, 2)));
        set.Initialize(7);
        Assert.Equal(ExpectedForSeed7, set["w"].Values.ToArray().Select(BitConverter.SingleToUInt32Bits).Select(bits => $"{bits:X8}"));
    }

    [Fact]
    public void ALayerAdded_LeavesThoseBeforeItAsTheyWere()
    {
        ParameterDefinition first = Layouts.Define("a", ParameterKind.Weight, 3, 3);
        ParameterSet one = new(Layouts.Of(first));
        ParameterSet two = new(Layouts.Of(first, Layouts.Define("b", ParameterKind.Weight, 3, 3)));
        one.Initialize(1);
        two.Initialize(1);
        Assert.Equal(one["a"].Values.ToArray(), two["a"].Values.ToArray());
        Assert.NotEqual(two["a"].Values.ToArray(), two["b"].Values.ToArray());
    }

    [Fact]
    public void BadArguments_AreNamed()
    {
        ParameterSet set = new(Layouts.Small());
        Assert.Equal("weights", Assert.Throws<ArgumentOutOfRangeException>(() => set.Initialize(1, (Initializer)9)).ParamName);
        ParameterSet withoutFan = new(Layouts.Of(new ParameterDefinition("w", ParameterKind.Weight, [2], 0, 0, 0, ParameterFacts.None)));
        Assert.Contains("'w' has fan-in 0", Assert.Throws<InvalidOperationException>(() => withoutFan.Initialize(1)).Message, StringComparison.Ordinal);
    }
}
