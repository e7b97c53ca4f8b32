using BnCompiler;

namespace ScaleDrift.Training;

/// <summary>One way to treat the free scale. All train with the same plain SGD, so that the law of the norm is the simple one.</summary>
/// <param name="Name">For the table and the picture.</param>
/// <param name="Scope">What decays.</param>
/// <param name="Gauge">What becomes of the scale.</param>
internal sealed record Regime(string Name, string Colour, WeightDecayScope Scope, ScaleGauge Gauge)
{
    /// <summary>η.</summary>
    public const double LearningRate = 0.1;

    /// <summary>λ.</summary>
    public const double WeightDecay = 5e-3;

    /// <summary>The share of ‖w‖⁴ that decay takes away in one step, 4ηλ: its inverse is how many steps the norm remembers.</summary>
    public const double Forgetting = 4 * LearningRate * WeightDecay;

    public static Regime DecayAll { get; } = new("decay on all", "#d62728", WeightDecayScope.All, ScaleGauge.None);

    public static Regime DecayAllWithGauge { get; } = new("decay on all, unit norm", "#1f77b4", WeightDecayScope.All, ScaleGauge.UnitNorm);

    public static Regime DecayWhatMatters { get; } = new("decay where it matters", "#2ca02c", WeightDecayScope.NotScaleFree, ScaleGauge.None);

    public static IReadOnlyList<Regime> All { get; } = [DecayAll, DecayAllWithGauge, DecayWhatMatters];

    public Optimizer CreateOptimizer() => new Sgd(LearningRate) { WeightDecay = WeightDecay, WeightDecayScope = Scope, Gauge = Gauge };

    /// <summary>The norm at which the growth by gradients and the decay balance: ‖w‖⁴ = ηG/(2λ), for a squared gradient G at norm 1.</summary>
    public static double EquilibriumNorm(double squaredGradient) => Math.Pow(LearningRate * squaredGradient / (2 * WeightDecay), 0.25);
}
