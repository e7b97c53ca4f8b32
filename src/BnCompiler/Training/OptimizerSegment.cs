namespace BnCompiler;

/// <summary>A run of neighbouring parameters that an optimiser treats alike. All spans have the same length, a multiple of 16.</summary>
public readonly ref struct OptimizerSegment
{
    /// <summary>The values to be changed.</summary>
    public Span<float> Parameters { get; init; }

    /// <summary>The gradient of the loss.</summary>
    public ReadOnlySpan<float> Gradients { get; init; }

    /// <summary>The first of <see cref="Optimizer.StateNames"/>; empty where the optimiser keeps none.</summary>
    public Span<float> FirstState { get; init; }

    /// <summary>The second of <see cref="Optimizer.StateNames"/>; empty where the optimiser keeps fewer.</summary>
    public Span<float> SecondState { get; init; }

    /// <summary>The learning rate of this step.</summary>
    public double LearningRate { get; init; }

    /// <summary>The weight decay of these parameters: 0 outside the <see cref="Optimizer.WeightDecayScope"/>.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The number of this step, from 1.</summary>
    public long Step { get; init; }
}
