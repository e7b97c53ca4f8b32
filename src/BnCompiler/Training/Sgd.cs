using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;

namespace BnCompiler;

/// <summary>
/// PyTorch's SGD with dampening 0: g ← g + λp; b ← μb + g; p ← p − η·b, or with Nesterov p ← p − η·(g + μb).
/// </summary>
/// <param name="learningRate">η. Default: 0.001, as in PyTorch.</param>
public sealed class Sgd(double learningRate = 1e-3) : Optimizer(learningRate)
{
    private readonly double _momentum;

    /// <summary>μ. Default: 0.</summary>
    public double Momentum
    {
        get => _momentum;
        init => _momentum = Finite(value, nameof(Momentum));
    }

    /// <summary>Whether the step looks ahead along the momentum. Default: false.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    public override ImmutableArray<string> StateNames => Momentum == 0 ? [] : ["momentum_buffer"];

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (Nesterov && Momentum == 0)
        {
            throw new InvalidOperationException("Nesterov needs a Momentum greater than 0.");
        }
    }

    /// <inheritdoc/>
    protected override void Update(OptimizerSegment segment)
    {
        if (Momentum == 0)
        {
            UpdatePlain(segment);
        }
        else
        {
            UpdateWithMomentum(segment);
        }
    }

    private static void UpdatePlain(OptimizerSegment segment)
    {
        ref float p = ref MemoryMarshal.GetReference(segment.Parameters);
        ref float g = ref MemoryMarshal.GetReference(segment.Gradients);
        Vector<float> rate = new((float)segment.LearningRate);
        Vector<float> decay = new((float)segment.WeightDecay);
        for (nuint i = 0; i < (nuint)segment.Parameters.Length; i += (nuint)Vector<float>.Count)
        {
            Vector<float> parameter = Vector.LoadUnsafe(ref p, i);
            Vector<float> gradient = Vector.LoadUnsafe(ref g, i) + (decay * parameter);
            (parameter - (rate * gradient)).StoreUnsafe(ref p, i);
        }
    }

    private void UpdateWithMomentum(OptimizerSegment segment)
    {
        ref float p = ref MemoryMarshal.GetReference(segment.Parameters);
        ref float g = ref MemoryMarshal.GetReference(segment.Gradients);
        ref float b = ref MemoryMarshal.GetReference(segment.FirstState);
        Vector<float> rate = new((float)segment.LearningRate);
        Vector<float> decay = new((float)segment.WeightDecay);
        Vector<float> momentum = new((float)Momentum);
        for (nuint i = 0; i < (nuint)segment.Parameters.Length; i += (nuint)Vector<float>.Count)
        {
            Vector<float> parameter = Vector.LoadUnsafe(ref p, i);
            Vector<float> gradient = Vector.LoadUnsafe(ref g, i) + (decay * parameter);
            Vector<float> buffer = (momentum * Vector.LoadUnsafe(ref b, i)) + gradient;
            buffer.StoreUnsafe(ref b, i);
            Vector<float> direction = Nesterov ? gradient + (momentum * buffer) : buffer;
            (parameter - (rate * direction)).StoreUnsafe(ref p, i);
        }
    }
}
