using System.Numerics.Tensors;

namespace BnCompiler;

/// <summary>
/// Averages the gradients of several micro-batches, each weighted by its samples: ḡ = Σ nᵢ·gᵢ / Σ nᵢ. A loss is a mean over its batch, so one step of the optimiser along
/// ḡ is the step of one batch that holds all their samples, up to rounding. Two things keep it from being that: a BatchNorm, which normalises each micro-batch with the
/// statistics of that micro-batch alone and updates its running statistics once for each of them; and a loss that is no mean over samples, such as one with class weights.
/// Allocates nothing after its construction.
/// </summary>
/// <example>
/// <code>
/// accumulator.Clear();
/// foreach (var batch in batches)
/// {
///     loss.Evaluate(trainer.Forward(batch.Inputs), batch.Labels, gradient);
///     trainer.Backward(gradient);
///     accumulator.Add(trainer, batch.Labels.Length);
/// }
///
/// optimizer.Step(trainer.Parameters, accumulator.Mean);
/// </code>
/// </example>
public sealed class GradientAccumulator
{
    private readonly float[] _mean;

    /// <summary>Reserves memory for the gradients of a network.</summary>
    /// <param name="layout">The layout of its parameters.</param>
    public GradientAccumulator(ParameterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        _mean = new float[layout.TrainableLength];
    }

    /// <summary>Σ nᵢ: the samples whose gradients it holds.</summary>
    public long Samples { get; private set; }

    /// <summary>ḡ, with the layout of <see cref="ParameterSet.Trainable"/>: what to clip and to hand to <see cref="Optimizer.Step(ParameterSet, ReadOnlySpan{float}, double)"/>.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added since the last <see cref="Clear"/>.</exception>
    public Span<float> Mean => Samples > 0 ? _mean : throw new InvalidOperationException("There is no gradient yet: call Add first.");

    /// <summary>Begins a new mean.</summary>
    public void Clear() => Samples = 0;

    /// <summary>Adds the gradients of a micro-batch.</summary>
    /// <param name="trainer">After its backward pass.</param>
    /// <param name="samples">Samples of that pass, at least 1.</param>
    public void Add(ITrainer trainer, int samples)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        Add(trainer.Gradients, samples);
    }

    /// <summary>Adds the gradients of a micro-batch. The first ones are taken as they are, bit for bit.</summary>
    /// <param name="gradients">Of the mean loss of the micro-batch, with the layout of <see cref="ParameterSet.Trainable"/>.</param>
    /// <param name="samples">Samples of the micro-batch, at least 1.</param>
    public void Add(ReadOnlySpan<float> gradients, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        if (gradients.Length != _mean.Length)
        {
            throw new ArgumentException($"The gradients have length {gradients.Length}, the trainable parameters {_mean.Length}.", nameof(gradients));
        }

        bool isFirst = Samples == 0;
        Samples += samples;
        if (isFirst)
        {
            gradients.CopyTo(_mean);
        }
        else
        {
            // ḡ·(1 − n/N) + g·(n/N): never larger than the largest of the gradients, so it cannot overflow where they did not.
            TensorPrimitives.Lerp(_mean, gradients, (float)(samples / (double)Samples), _mean);
        }
    }
}
