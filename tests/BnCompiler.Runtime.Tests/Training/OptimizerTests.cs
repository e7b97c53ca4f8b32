using System.Text.Json;
using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Training;

public class OptimizerTests
{
    private static readonly JsonElement PyTorch = Reference.Read("optimizers.json");

    private static Optimizer Create(string name) => name switch
    {
        "sgd" => new Sgd(0.1),
        "sgd_decay" => new Sgd(0.1) { WeightDecay = 0.05 },
        "sgd_momentum" => new Sgd(0.1) { WeightDecay = 0.05, Momentum = 0.9 },
        "sgd_nesterov" => new Sgd(0.1) { WeightDecay = 0.05, Momentum = 0.9, Nesterov = true },
        "adam_defaults" => new Adam(),
        "adam" => new Adam(0.02) { Beta1 = 0.8, Beta2 = 0.95, Epsilon = 0.05, WeightDecay = 0.1 },
        "adamw_defaults" => new AdamW(),
        "adamw" => new AdamW(0.02) { Beta1 = 0.8, Beta2 = 0.95, Epsilon = 0.05, WeightDecay = 0.1 },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    [Theory]
    [InlineData("sgd")]
    [InlineData("sgd_decay")]
    [InlineData("sgd_momentum")]
    [InlineData("sgd_nesterov")]
    [InlineData("adam_defaults")]
    [InlineData("adam")]
    [InlineData("adamw_defaults")]
    [InlineData("adamw")]
    public void Steps_AreThoseOfPyTorch(string name)
    {
        float[] start = PyTorch.GetProperty("start").Singles();
        double[] factors = PyTorch.GetProperty("factors").Doubles();
        ParameterSet set = new(Layouts.Of(Layouts.Define("w", ParameterKind.Weight, start.Length, 1)));
        start.CopyTo(set["w"].Values);
        Optimizer optimizer = Create(name);
        for (int step = 0; step < factors.Length; step++)
        {
            float[] gradients = new float[set.Trainable.Length];
            PyTorch.GetProperty("gradients")[step].Singles().CopyTo(gradients, 0);
            optimizer.Step(set, gradients, factors[step]);
            float[] expected = PyTorch.GetProperty("cases").GetProperty(name)[step].Singles();

            // No more than eight roundings a step, each of a number below 4 (the parameters) or 1 (the changes).
            double tolerance = (step + 1) * 8 * 4 * Math.Pow(2, -24);
            Assert.All(expected.Zip(set["w"].Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }

        Assert.Equal(factors.Length, optimizer.StepCount);
        Assert.All(set.Trainable[start.Length..].ToArray(), gap => Assert.Equal(0, gap));
    }

    [Theory]
    [InlineData(WeightDecayScope.All, "conv conv.bias bn.weight bn.bias fc fc.bias")]
    [InlineData(WeightDecayScope.WeightsOnly, "conv fc")]
    [InlineData(WeightDecayScope.NotScaleFree, "conv.bias fc fc.bias")]
    public void WeightDecay_ReachesItsScope(WeightDecayScope scope, string expected)
    {
        ParameterSet set = new(Layouts.Of(
            Layouts.Define("conv", ParameterKind.Weight, 17, 3) with { Facts = ParameterFacts.ScaleFreePerRow },
            Layouts.Define("conv.bias", ParameterKind.Bias, 17),
            Layouts.Define("bn.weight", ParameterKind.BatchNormWeight, 17) with { Facts = ParameterFacts.JointlyScaleFree },
            Layouts.Define("bn.bias", ParameterKind.BatchNormBias, 17) with { Facts = ParameterFacts.JointlyScaleFree },
            Layouts.Define("fc", ParameterKind.Weight, 2, 17),
            Layouts.Define("fc.bias", ParameterKind.Bias, 2),
            Layouts.Define("bn.running_var", ParameterKind.RunningVariance, 17)));
        foreach (Optimizer optimizer in new Optimizer[]
        {
            new Sgd(0.5) { WeightDecay = 0.5, WeightDecayScope = scope },
            new Sgd(0.5) { WeightDecay = 0.5, WeightDecayScope = scope, Momentum = 0.5 },
            new Sgd(0.5) { WeightDecay = 0.5, WeightDecayScope = scope, Momentum = 0.5, Nesterov = true },
            new Adam(0.5) { WeightDecay = 0.5, WeightDecayScope = scope },
            new AdamW(0.5) { WeightDecay = 0.5, WeightDecayScope = scope },
        })
        {
            set.Block.Fill(1);
            optimizer.Step(set, new float[set.Trainable.Length]);
            Assert.Equal(expected.Split(' '), set.Where(parameter => parameter.Values.ToArray().All(value => value < 1)).Select(parameter => parameter.Name));
            Assert.All(set.Where(parameter => parameter.Values.ToArray().Any(value => value >= 1)), parameter => Assert.DoesNotContain(parameter.Values.ToArray(), value => value != 1));
        }
    }

    [Theory]
    [InlineData(null, null, "conv fc")]
    [InlineData(WeightDecayScope.NotScaleFree, null, "fc")]
    [InlineData(WeightDecayScope.NotScaleFree, WeightDecayScope.All, "conv fc")]
    public void WeightDecay_ReachesWhatTheNetworkDeclares(WeightDecayScope? declared, WeightDecayScope? asked, string expected)
    {
        ParameterLayout layout = Layouts.Of(
            Layouts.Define("conv", ParameterKind.Weight, 17, 3) with { Facts = ParameterFacts.ScaleFreePerRow },
            Layouts.Define("fc", ParameterKind.Weight, 2, 17));
        ParameterSet set = new(new ParameterLayout(layout.NetworkName, layout.Parameters, [], layout.TrainableLength, layout.TotalLength, weightDecay: declared));
        set.Block.Fill(1);
        new AdamW(0.5) { WeightDecay = 0.5, WeightDecayScope = asked }.Step(set, new float[set.Trainable.Length]);
        Assert.Equal(expected.Split(' '), set.Where(parameter => parameter.Values[0] < 1).Select(parameter => parameter.Name));
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("sgd_nesterov")]
    [InlineData("adamw")]
    public void Steps_AllocateNothing(string name)
    {
        ParameterSet set = Layouts.Filled(Layouts.Small(), 1);
        float[] gradients = new float[set.Trainable.Length];
        Optimizer optimizer = Create(name);
        for (int i = 0; i < 100; i++)
        {
            optimizer.Step(set, gradients);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        optimizer.Step(set, gradients);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void BadSettings_AreNamed()
    {
        Assert.Equal("LearningRate", Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(-1)).ParamName);
        Assert.Equal("LearningRate", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(double.NaN)).ParamName);
        Assert.Equal("WeightDecay", Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { WeightDecay = -1 }).ParamName);
        Assert.Equal("Momentum", Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { Momentum = -0.1 }).ParamName);
        Assert.Equal("Beta1", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Beta1 = 1 }).ParamName);
        Assert.Equal("Beta2", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Beta2 = -1 }).ParamName);
        Assert.Equal("Epsilon", Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW { Epsilon = double.PositiveInfinity }).ParamName);
        ParameterSet set = new(Layouts.Small());
        Assert.Throws<InvalidOperationException>(() => new Sgd { WeightDecayScope = (WeightDecayScope)7 }.Step(set, new float[set.Trainable.Length]));
        Assert.Throws<InvalidOperationException>(() => new Sgd { Nesterov = true }.Step(set, new float[set.Trainable.Length]));
        ArgumentException length = Assert.Throws<ArgumentException>(() => new Sgd().Step(set, new float[3]));
        Assert.Contains("length 3, the trainable parameters 80", length.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOptimizer_BelongsToOneNetwork()
    {
        Sgd optimizer = new();
        ParameterSet first = new(Layouts.Small());
        ParameterSet second = new(Layouts.Of(Layouts.Define("w", ParameterKind.Weight, 1, 1)));
        optimizer.Step(first, new float[first.Trainable.Length]);
        Assert.Throws<InvalidOperationException>(() => optimizer.Step(second, new float[second.Trainable.Length]));
    }
}
