using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;

namespace BnCompiler;

/// <summary>
/// What Adam and AdamW share: m ← m + (1 − β₁)(g − m); v ← β₂v + (1 − β₂)g²; p ← p − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε).
/// </summary>
public abstract class AdamOptimizer : Optimizer
{
    private readonly double _beta1 = 0.9;
    private readonly double _beta2 = 0.999;
    private readonly double _epsilon = 1e-8;

    private protected AdamOptimizer(double learningRate)
        : base(learningRate)
    {
    }

    /// <summary>β₁, the decay of the mean gradient. Default: 0.9.</summary>
    public double Beta1
    {
        get => _beta1;
        init => _beta1 = Fraction(value, nameof(Beta1));
    }

    /// <summary>β₂, the decay of the mean squared gradient. Default: 0.999.</summary>
    public double Beta2
    {
        get => _beta2;
        init => _beta2 = Fraction(value, nameof(Beta2));
    }

    /// <summary>ε, outside the root. Default: 1e-8.</summary>
    public double Epsilon
    {
        get => _epsilon;
        init => _epsilon = Finite(value, nameof(Epsilon));
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> StateNames => ["exp_avg", "exp_avg_sq"];

    /// <inheritdoc/>
    protected override int StateDegree(int index) => index + 1;

    /// <summary>One step after weight decay: <paramref name="gradientDecay"/> · p joins the gradient, <paramref name="shrinkage"/> · p stays of p.</summary>
    private protected void Update(OptimizerSegment segment, double gradientDecay, double shrinkage)
    {
        ref float p = ref MemoryMarshal.GetReference(segment.Parameters);
        ref float g = ref MemoryMarshal.GetReference(segment.Gradients);
        ref float m = ref MemoryMarshal.GetReference(segment.FirstState);
        ref float v = ref MemoryMarshal.GetReference(segment.SecondState);
        Vector<float> stepSize = new((float)(segment.LearningRate / (1 - Math.Pow(Beta1, segment.Step))));
        Vector<float> root = new((float)Math.Sqrt(1 - Math.Pow(Beta2, segment.Step)));
        Vector<float> newMean = new((float)(1 - Beta1));
        Vector<float> oldSquare = new((float)Beta2);
        Vector<float> newSquare = new((float)(1 - Beta2));
        Vector<float> epsilon = new((float)Epsilon);
        Vector<float> decay = new((float)gradientDecay);
        Vector<float> kept = new((float)shrinkage);
        for (nuint i = 0; i < (nuint)segment.Parameters.Length; i += (nuint)Vector<float>.Count)
        {
            Vector<float> parameter = Vector.LoadUnsafe(ref p, i);
            Vector<float> gradient = Vector.LoadUnsafe(ref g, i) + (decay * parameter);
            Vector<float> mean = Vector.LoadUnsafe(ref m, i);
            mean += newMean * (gradient - mean);
            Vector<float> square = (oldSquare * Vector.LoadUnsafe(ref v, i)) + (newSquare * gradient * gradient);
            mean.StoreUnsafe(ref m, i);
            square.StoreUnsafe(ref v, i);
            Vector<float> denominator = (Vector.SquareRoot(square) / root) + epsilon;
            ((kept * parameter) - (stepSize * mean / denominator)).StoreUnsafe(ref p, i);
        }
    }
}
