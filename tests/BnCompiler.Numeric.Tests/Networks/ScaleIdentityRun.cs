using BnCompiler.Numeric.Tests.Reference;
using BnCompiler.Runtime;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>
/// One step of a compiled network and of the reference, and what the gradients of the compiled one say of weights in front of BatchNorms. The reference says how far rounding may
/// move them.
/// </summary>
internal sealed class ScaleIdentityRun
{
    private readonly NetSpec spec;
    private readonly ParameterSet parameters;
    private readonly float[] gradients;

    public ScaleIdentityRun(NetSpec spec, NetworkUnderTest network, int seed)
    {
        this.spec = spec;
        Reference = new ReferenceNetwork(spec) { IsLocal = true };
        var random = new RandomValues(seed);
        random.Fill(Reference);
        float[] input = random.Normals(spec.Batch * spec.Input.Length);
        var shape = spec.Shapes()!.Value[^1];
        float[] outputGradient = random.Normals(spec.Batch * shape.Length);

        parameters = network.Parameters;
        parameters.Load(CheckpointWriter.Write(Reference));
        foreach (var variance in parameters.Where(parameter => parameter.Kind == ParameterKind.RunningVariance))
        {
            variance.Values.Clear();
        }

        using var trainer = network.CreateTrainer(spec.Batch, threads: 1);
        trainer.Forward(input);
        trainer.Backward(outputGradient);
        gradients = trainer.Gradients.ToArray();
        Reference.Forward(Volume.Exact(input, spec.Batch, spec.Input), training: true);
        Reference.Backward(Volume.Exact(outputGradient, spec.Batch, shape));
    }

    public ReferenceNetwork Reference { get; }

    /// <summary>Both sides of the identity for every row of the weights.</summary>
    public IEnumerable<ScaleOfRow> Rows(ScaleSite site)
    {
        var weights = Reference.Layers[site.Weights].Parameters[0];
        var gradient = Gradient(weights);
        int length = weights.Length / weights.Shape[0];
        for (int row = 0; row < weights.Shape[0]; row++)
        {
            double product = 0, bound = 0, weightNorm = 0, gradientNorm = 0;
            for (int i = row * length; i < (row + 1) * length; i++)
            {
                product += weights.Values[i] * gradient.Span[i];
                bound += Rounding.Safety * Math.Abs(weights.Values[i]) * weights.GradientErrors[i];
                weightNorm += weights.Values[i] * weights.Values[i];
                gradientNorm += (double)gradient.Span[i] * gradient.Span[i];
            }

            double expected = 0;
            foreach (var (batchNorm, first) in site.Readers)
            {
                var (part, error) = Expected(batchNorm, first + row);
                expected += part;
                bound += Rounding.Safety * error;
            }

            yield return new ScaleOfRow(row, product, expected, bound, Math.Sqrt(weightNorm) * Math.Sqrt(gradientNorm));
        }
    }

    /// <summary>ε/(σ² + ε) · γ · ∂L/∂γ, σ² being the variance that the compiled network saw.</summary>
    private (double Value, double Error) Expected(int layer, int channel)
    {
        var batchNorm = (ReferenceBatchNorm)Reference.Layers[layer];
        var (scale, running) = (batchNorm.Parameters[0], batchNorm.Parameters[3]);
        var batch = batchNorm.Statistics[channel];
        double variance = parameters[running.Name].Values[channel] / batchNorm.Spec.Momentum * (batch.Count - 1) / batch.Count;
        double share = batch.Epsilon / (variance + batch.Epsilon);
        double value = share * scale.Values[channel] * Gradient(scale).Span[channel];
        double error = (share * Math.Abs(scale.Values[channel]) * scale.GradientErrors[channel]) + (Math.Abs(value) * batch.VarianceError / (variance + batch.Epsilon));
        return (value, error);
    }

    private ReadOnlyMemory<float> Gradient(ReferenceParameter parameter)
    {
        var stored = parameters[parameter.Name];
        return gradients.AsMemory(stored.Offset, stored.Length);
    }
}

/// <param name="Row">The row of the weights, an output channel.</param>
/// <param name="Product">⟨w, ∂L/∂w⟩.</param>
/// <param name="Expected">Σ ε/(σ² + ε) · γ · ∂L/∂γ over the BatchNorms that read the channel.</param>
/// <param name="Bound">How far rounding may move the two sides apart.</param>
/// <param name="Norms">‖w‖·‖∂L/∂w‖.</param>
internal sealed record ScaleOfRow(int Row, double Product, double Expected, double Bound, double Norms);
