namespace BnCompiler;

/// <summary>A network in training: forward with batch statistics, backward, gradients. Not thread-safe; it uses threads inside.</summary>
public interface ITrainer
{
    /// <summary>The parameters that are trained: those of the network, not a copy.</summary>
    ParameterSet Parameters { get; }

    /// <summary>
    /// The gradients of the last <see cref="Backward"/>, with the layout of <see cref="ParameterSet.Trainable"/>; the gaps between
    /// parameters are zero.
    /// </summary>
    Span<float> Gradients { get; }

    /// <summary>The largest number of samples that one <see cref="Forward"/> takes.</summary>
    int BatchSize { get; }

    /// <summary>
    /// The smallest number of samples that one <see cref="Forward"/> takes: 2 where a BatchNorm sees one value per channel and sample,
    /// because the variance of a single value is zero and nothing can be learnt from it; otherwise 1.
    /// </summary>
    int MinimumBatchSize => 1;

    /// <summary>Threads that share the work.</summary>
    int Threads { get; }

    /// <summary>Values of one input sample.</summary>
    int InputLength { get; }

    /// <summary>Values of one output sample.</summary>
    int OutputLength { get; }

    /// <summary>State of the generator that Dropout draws from: kept in checkpoints so that a resumed run is the same run.</summary>
    ulong RandomState { get; set; }

    /// <summary>
    /// The weight of a batch in the running statistics of every BatchNorm that is not frozen, from 0 to 1, instead of the declared momentum; null for the declared one.
    /// With 1 a <see cref="Forward"/> leaves the statistics of its own batch there. A trainer without BatchNorm need not implement it.
    /// </summary>
    double? BatchNormMomentum
    {
        get => null;
        set
        {
            if (value is not null)
            {
                throw new NotSupportedException($"{GetType().Name} does not let BatchNormMomentum be set.");
            }
        }
    }

    /// <summary>Runs a batch with batch statistics and updates the running ones.</summary>
    /// <param name="inputs">[count, InputLength], count from <see cref="MinimumBatchSize"/> to <see cref="BatchSize"/>.</param>
    /// <returns>[count, OutputLength], valid until the next call.</returns>
    ReadOnlySpan<float> Forward(ReadOnlySpan<float> inputs);

    /// <summary>
    /// The first layer, in the order in which the last <see cref="Forward"/> computed them, whose output is not finite: where an overflow began. Null where all outputs are
    /// finite, and for a trainer that cannot tell.
    /// </summary>
    string? FindNonFiniteLayer() => null;

    /// <summary>Carries the gradient of the loss back through the last <see cref="Forward"/> and overwrites <see cref="Gradients"/>.</summary>
    /// <param name="outputGradient">[count, OutputLength] of that batch.</param>
    void Backward(ReadOnlySpan<float> outputGradient);

    /// <summary>Runs any number of samples with the running statistics; changes nothing.</summary>
    /// <param name="inputs">[count, InputLength].</param>
    /// <param name="outputs">[count, OutputLength].</param>
    void Predict(ReadOnlySpan<float> inputs, Span<float> outputs);
}
