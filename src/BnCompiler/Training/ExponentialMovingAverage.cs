using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace BnCompiler;

/// <summary>
/// An exponential moving average of the weights (Polyak and Juditsky, 1992): after every step ā ← d·ā + (1 − d)·w, over all trainable parameters. The first step takes
/// w as it is, as PyTorch's <c>AveragedModel</c> does. Averaged weights often do better than the last ones. They need running statistics of their own: see
/// <see cref="AveragedWeights"/> and <see cref="BatchNormStatistics.Recompute"/>. An average belongs to the parameters of its first update; it allocates its memory
/// then, and nothing later.
/// </summary>
/// <remarks>
/// ā is kept as the sum of two floats, 48 bits: in one float a step (1 − d)·(w − ā) below half a unit in the last place would be lost, which with d = 0.9999 is all of
/// them once w and ā agree to three digits.
/// </remarks>
/// <example>
/// <code>
/// optimizer.Step(trainer);
/// average.Update(trainer);
/// </code>
/// </example>
public sealed class ExponentialMovingAverage
{
    private ParameterLayout? _layout;
    private float[] _values = [];
    private float[] _residuals = [];

    /// <summary>Sets the decay.</summary>
    /// <param name="decay">d, at least 0 and less than 1. Default: 0.999, as in PyTorch's <c>get_ema_multi_avg_fn</c>.</param>
    public ExponentialMovingAverage(double decay = 0.999)
    {
        Decay = decay is >= 0 and < 1
            ? decay
            : throw new ArgumentOutOfRangeException(nameof(decay), decay, "The decay must be at least 0 and less than 1.");
    }

    /// <summary>d: 1/(1 − d) is about the number of steps that it averages over.</summary>
    public double Decay { get; }

    /// <summary>
    /// Whether the decay rises to d, so that the weights of the first steps are soon forgotten: min(d, (1 + t)/(10 + t)) after t updates. Default: false.
    /// </summary>
    public bool Warmup { get; init; }

    /// <summary>Updates so far.</summary>
    public long StepCount { get; private set; }

    /// <summary>ā rounded to float, with the layout of <see cref="ParameterSet.Trainable"/>; empty before the first update.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Takes in the weights after a step.</summary>
    /// <param name="trainer">After the optimiser's step.</param>
    public void Update(ITrainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        Update(trainer.Parameters);
    }

    /// <summary>Takes in the weights after a step.</summary>
    /// <param name="parameters">The same in every step.</param>
    public void Update(ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Bind(parameters.Layout);
        if (StepCount == 0)
        {
            parameters.Trainable.CopyTo(_values);
            Array.Clear(_residuals);
        }
        else
        {
            Move(parameters.Trainable, 1 - (Warmup ? Math.Min(Decay, (1.0 + StepCount) / (10.0 + StepCount)) : Decay));
        }

        StepCount++;
    }

    /// <summary>Overwrites the trainable parameters with the averaged ones. Running statistics stay: they are those of the other weights.</summary>
    /// <param name="parameters">With the layout of those that were averaged.</param>
    /// <exception cref="InvalidOperationException">There was no update yet, or the parameters are another network's.</exception>
    public void CopyTo(ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (StepCount == 0)
        {
            throw new InvalidOperationException("There is no average yet: call Update after each step.");
        }

        Bind(parameters.Layout);
        _values.CopyTo(parameters.Trainable);
    }

    /// <summary>ā rounded to float, for checkpoints; only after <see cref="Bind"/>.</summary>
    internal Memory<float> RoundedValues => _values;

    /// <summary>What the rounding left over, for checkpoints; only after <see cref="Bind"/>.</summary>
    internal Memory<float> Residuals => _residuals;

    /// <summary>Ties the average to a layout and allocates its memory, at the first call.</summary>
    internal void Bind(ParameterLayout layout)
    {
        if (_layout is null)
        {
            _values = new float[layout.TrainableLength];
            _residuals = new float[layout.TrainableLength];
            _layout = layout;
        }
        else if (!_layout.IsSameAs(layout))
        {
            throw new InvalidOperationException(
                $"This average belongs to the parameters of {_layout.NetworkName}; those of {layout.NetworkName} need one of their own.");
        }
    }

    internal void Restore(long stepCount) => StepCount = stepCount;

    /// <summary>The settings, for checkpoints and messages.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"decay {Decay}{(Warmup ? " with warm-up" : "")}");

    /// <summary>ā ← ā + share·(w − ā), in double.</summary>
    private void Move(ReadOnlySpan<float> weights, double share)
    {
        ref float w = ref MemoryMarshal.GetReference(weights);
        ref float rounded = ref MemoryMarshal.GetArrayDataReference(_values);
        ref float residual = ref MemoryMarshal.GetArrayDataReference(_residuals);
        Vector<double> wide = new(share);

        // The trainable part is as long as a multiple of 16 floats, so there is no rest.
        for (nuint i = 0; i < (nuint)weights.Length; i += (nuint)Vector<float>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref w, i), out Vector<double> lowWeight, out Vector<double> highWeight);
            Vector.Widen(Vector.LoadUnsafe(ref rounded, i), out Vector<double> low, out Vector<double> high);
            Vector.Widen(Vector.LoadUnsafe(ref residual, i), out Vector<double> lowRest, out Vector<double> highRest);
            low += lowRest;
            high += highRest;
            low += wide * (lowWeight - low);
            high += wide * (highWeight - high);
            Vector<float> value = Vector.Narrow(low, high);
            Vector.Widen(value, out Vector<double> lowRounded, out Vector<double> highRounded);
            value.StoreUnsafe(ref rounded, i);
            Vector.Narrow(low - lowRounded, high - highRounded).StoreUnsafe(ref residual, i);
        }
    }
}
