using BnCompiler.Numeric.Tests.Networks;
using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.PyTorch;

/// <summary>
/// A full training step equals PyTorch's. Both sides are float32, so each may be off by the reference's bound.
/// </summary>
public sealed class PyTorchStepTests
{
    public static TheoryData<string> Cases => [.. Networks.Keys];

    private static Dictionary<string, NetSpec> Networks { get; } = new()
    {
        ["LinearBatchNorm"] = Linear(bias: false),
        ["LinearBatchNormBias"] = Linear(bias: true),
        ["ConvBatchNorm"] = Convolution(bias: false),
        ["ConvBatchNormBias"] = Convolution(bias: true),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void StepEqualsPyTorchs(string name)
    {
        var step = PyTorchStep.All.Cases.Single(candidate => candidate.Name == name);
        var spec = Networks[name] with { Batch = step.Batch };
        var reference = Load(spec, step);
        using var compiled = new CompiledNetworks(spec);
        var network = compiled[0];
        network.Parameters.Load(CheckpointWriter.Write(reference));
        using var trainer = network.CreateTrainer(step.Batch, threads: 1);

        var logits = reference.Forward(Volume.Exact(step.Inputs, step.Batch, spec.Input), training: true);
        float[] outputs = trainer.Forward(step.Inputs).ToArray();
        AssertEqual("outputs", outputs, step.Outputs, logits.Errors);

        var (logitGradient, lossError) = CrossEntropy(logits, step.Labels);
        float[] outputGradient = new float[outputs.Length];
        double loss = new SoftmaxCrossEntropy().Evaluate(outputs, step.Labels, outputGradient);
        AssertEqual("loss", [(float)loss], [(float)step.Loss], [lossError]);

        reference.Backward(logitGradient);
        trainer.Backward(outputGradient);
        foreach (var parameter in reference.Parameters.Where(parameter => parameter.IsTrainable))
        {
            CheckGradient(parameter, step, network.Parameters, trainer);
        }

        CheckUpdates(reference, step, network.Parameters, trainer);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ReferenceEqualsPyTorch(string name)
    {
        var step = PyTorchStep.All.Cases.Single(candidate => candidate.Name == name);
        var spec = Networks[name] with { Batch = step.Batch };
        var reference = Load(spec, step);
        var comparison = new Comparison();

        var logits = reference.Forward(Volume.Exact(step.Inputs, step.Batch, spec.Input), training: true);
        comparison.Check("outputs", step.Outputs, logits.Values, logits.Errors);
        reference.Backward(CrossEntropy(logits, step.Labels).Gradient);
        foreach (var parameter in reference.Parameters)
        {
            if (parameter.IsTrainable)
            {
                comparison.Check($"∂L/∂{parameter.Name}", step.Gradients[parameter.Name], parameter.Gradient, parameter.GradientErrors);
            }
            else
            {
                comparison.Check(parameter.Name, step.After[parameter.Name], parameter.Values, parameter.Errors);
            }
        }
    }

    private static void CheckGradient(ReferenceParameter parameter, PyTorchStep step, ParameterSet parameters, NetworkTrainer trainer)
    {
        float[] expected = step.Gradients[parameter.Name];
        if (parameters.Layout.IndexOf(parameter.Name) >= 0)
        {
            var stored = parameters[parameter.Name];
            AssertEqual($"∂L/∂{parameter.Name}", trainer.Gradients.Slice(stored.Offset, stored.Length), expected, parameter.GradientErrors);
        }
        else
        {
            AssertEqual($"∂L/∂{parameter.Name}, eliminated,", new float[expected.Length], expected, parameter.GradientErrors);
        }
    }

    // p₁ = p − ηg; with the same g again, v = (μ + 1)g and p₂ = p₁ − η(μ + 1)g.
    private static void CheckUpdates(ReferenceNetwork reference, PyTorchStep step, ParameterSet parameters, NetworkTrainer trainer)
    {
        double rate = PyTorchStep.All.LearningRate;
        double momentum = PyTorchStep.All.Momentum;
        var optimizer = new Sgd(rate) { Momentum = momentum };
        optimizer.Step(trainer);
        CheckParameters("after the step", reference, step, step.After, parameters, rate);
        optimizer.Step(trainer);
        CheckParameters("after the second update", reference, step, step.AfterMomentum, parameters, rate * (2 + momentum));
    }

    private static void CheckParameters(string when, ReferenceNetwork reference, PyTorchStep step, Dictionary<string, float[]> after, ParameterSet parameters, double gradientFactor)
    {
        foreach (var stored in parameters)
        {
            var parameter = reference[stored.Name];
            float[] expected = after[stored.Name];
            double[] errors = [.. parameter.Values.Zip(
                parameter.IsTrainable ? parameter.GradientErrors.Select(error => gradientFactor * error) : parameter.Errors,
                (value, error) => error + (4 * Rounding.Unit * Math.Abs(value)))];
            if (stored.Kind == ParameterKind.RunningMean)
            {
                float[] absorbed = AbsorbedBias(reference, step, parameters, expected.Length);
                expected = [.. expected.Zip(absorbed, (mean, bias) => mean - bias)];
            }

            AssertEqual($"{stored.Name} {when}", stored.Values, expected, errors);
        }
    }

    // In these networks one bias stands in front of the only BatchNorm: the mean that PyTorch keeps is larger by it.
    private static float[] AbsorbedBias(ReferenceNetwork reference, PyTorchStep step, ParameterSet parameters, int channels)
    {
        var bias = reference.Parameters.SingleOrDefault(parameter => parameter.IsTrainable && parameters.Layout.IndexOf(parameter.Name) < 0);
        return bias is null ? new float[channels] : step.Before[bias.Name];
    }

    private static void AssertEqual(string what, ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, ReadOnlySpan<double> errors)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double bound = (2 * Rounding.Safety * errors[i]) + Rounding.Tiny;
            Assert.True(Math.Abs((double)actual[i] - expected[i]) <= bound, $"{what}[{i}] is {actual[i]:R}, PyTorch has {expected[i]:R} ± {bound:E2}.");
        }
    }

    // ∂L/∂z = (softmax(z) − onehot) / n
    private static (Volume Gradient, double LossError) CrossEntropy(Volume logits, int[] labels)
    {
        var shares = new ReferenceSoftmax("softmax").Forward(logits, training: true);
        var gradient = logits.Like();
        double lossError = 0;
        for (int n = 0; n < labels.Length; n++)
        {
            for (int c = 0; c < logits.Channels; c++)
            {
                int at = logits[n, c, 0, 0];
                double value = (shares.Values[at] - (c == labels[n] ? 1 : 0)) / labels.Length;
                gradient.Set(at, value, (shares.Errors[at] + Rounding.Unit) / labels.Length);
                lossError += (Math.Abs(value) * logits.Errors[at]) + (4 * Rounding.Unit * (1 + Math.Abs(logits.Values[at])) / logits.Values.Length);
            }
        }

        return (gradient, lossError);
    }

    private static ReferenceNetwork Load(NetSpec spec, PyTorchStep step)
    {
        var reference = new ReferenceNetwork(spec);
        Assert.Equal(step.Before.Keys.Order(), reference.Parameters.Select(parameter => parameter.Name).Order());
        foreach (var parameter in reference.Parameters)
        {
            float[] values = step.Before[parameter.Name];
            Assert.Equal(parameter.Length, values.Length);
            values.Select(value => (double)value).ToArray().CopyTo(parameter.Values, 0);
        }

        return reference;
    }

    private static NetSpec Linear(bool bias) =>
        new(Extent.Features(5), new LinearSpec(6, bias), new BatchNormSpec(), new ReLUSpec(), new LinearSpec(3));

    private static NetSpec Convolution(bool bias) =>
        new(
            Extent.Image(2, 6, 5),
            new Conv2dSpec(4, new Window(3) { Padding = 1, StrideHeight = 2 }, Bias: bias),
            new BatchNormSpec(),
            new ReLUSpec(),
            new MaxPool2dSpec(new Window(2) { Stride = 2 }),
            new FlattenSpec(),
            new LinearSpec(3));
}
