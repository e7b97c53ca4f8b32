using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>
/// Changes parameters along their gradients. An optimiser belongs to the parameters of its first step; it allocates its state then, and
/// nothing in later steps.
/// </summary>
public abstract class Optimizer
{
    private ParameterLayout? _layout;
    private ImmutableArray<(int Start, int Length, bool Decays)> _segments = [];
    private float[][] _states = [];
    private int[] _stateDegrees = [];
    private UnitNormGauge? _gauge;
    private double _learningRate;
    private readonly double _weightDecay;

    /// <summary>Sets the learning rate.</summary>
    /// <param name="learningRate">At least 0.</param>
    protected Optimizer(double learningRate)
    {
        LearningRate = learningRate;
    }

    /// <summary>The learning rate that a schedule's factor multiplies.</summary>
    public double LearningRate
    {
        get => _learningRate;
        set => _learningRate = Finite(value, nameof(LearningRate));
    }

    /// <summary>PyTorch's <c>weight_decay</c>.</summary>
    public double WeightDecay
    {
        get => _weightDecay;
        init => _weightDecay = Finite(value, nameof(WeightDecay));
    }

    /// <summary>
    /// Which parameters weight decay reaches. Default, null: those that the network declares (<see cref="NetworkAttribute.WeightDecay"/>), and all where it
    /// declares nothing.
    /// </summary>
    public WeightDecayScope? WeightDecayScope { get; init; }

    /// <summary>What becomes of the scale of scale-free weights after every step. Default: nothing.</summary>
    public ScaleGauge Gauge { get; init; }

    /// <summary>Steps taken so far.</summary>
    public long StepCount { get; private set; }

    /// <summary>The names of the values that it keeps for each parameter value, at most two.</summary>
    public abstract ImmutableArray<string> StateNames { get; }

    /// <summary>Changes the trainer's parameters along its gradients.</summary>
    /// <param name="trainer">After its backward pass.</param>
    /// <param name="learningRateFactor">What the schedule multiplies the learning rate with.</param>
    public void Step(ITrainer trainer, double learningRateFactor = 1)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        Step(trainer.Parameters, trainer.Gradients, learningRateFactor);
    }

    /// <summary>Changes parameters along their gradients.</summary>
    /// <param name="parameters">The same in every step.</param>
    /// <param name="gradients">With the layout of <see cref="ParameterSet.Trainable"/>.</param>
    /// <param name="learningRateFactor">What the schedule multiplies the learning rate with.</param>
    public void Step(ParameterSet parameters, ReadOnlySpan<float> gradients, double learningRateFactor = 1)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Finite(learningRateFactor, nameof(learningRateFactor));
        Bind(parameters.Layout);
        Span<float> values = parameters.Trainable;
        if (gradients.Length != values.Length)
        {
            throw new ArgumentException($"The gradients have length {gradients.Length}, the trainable parameters {values.Length}.", nameof(gradients));
        }

        StepCount++;
        foreach ((int start, int length, bool decays) in _segments)
        {
            Update(new OptimizerSegment
            {
                Parameters = values.Slice(start, length),
                Gradients = gradients.Slice(start, length),
                FirstState = _states.Length > 0 ? _states[0].AsSpan(start, length) : default,
                SecondState = _states.Length > 1 ? _states[1].AsSpan(start, length) : default,
                LearningRate = LearningRate * learningRateFactor,
                WeightDecay = decays ? WeightDecay : 0,
                Step = StepCount,
            });
        }

        _gauge?.Apply(parameters.Block, _states, _stateDegrees);
    }

    /// <summary>Changes one run of parameters.</summary>
    /// <param name="segment">The values, gradients and states.</param>
    protected abstract void Update(OptimizerSegment segment);

    /// <summary>
    /// The power of the gradient that a state is a mean of, which says how it changes with the scale of its parameter: 1 for a momentum, 2 for a mean of
    /// squares. Default: 1.
    /// </summary>
    /// <param name="index">Index into <see cref="StateNames"/>.</param>
    protected virtual int StateDegree(int index) => 1;

    /// <summary>Throws where the settings contradict each other; called before the first step.</summary>
    protected virtual void Validate()
    {
    }

    /// <summary>The value, if it is finite and at least 0.</summary>
    /// <param name="value">A setting.</param>
    /// <param name="name">Its name, for the message.</param>
    protected static double Finite(double value, string name) =>
        double.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must be finite and at least 0.");

    /// <summary>The value, if it is at least 0 and less than 1.</summary>
    /// <param name="value">A setting.</param>
    /// <param name="name">Its name, for the message.</param>
    protected static double Fraction(double value, string name) =>
        value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0 and less than 1.");

    /// <summary>Ties the optimiser to a layout and allocates its state, at the first call.</summary>
    internal void Bind(ParameterLayout layout)
    {
        if (_layout is null)
        {
            Validate();
            _segments = Segments(layout);
            _states = new float[StateNames.Length][];
            for (int i = 0; i < _states.Length; i++)
            {
                _states[i] = new float[layout.TrainableLength];
            }

            _stateDegrees = [.. Enumerable.Range(0, _states.Length).Select(StateDegree)];
            _gauge = CreateGauge(layout);

            _layout = layout;
        }
        else if (!_layout.IsSameAs(layout))
        {
            throw new InvalidOperationException(
                $"This optimiser belongs to the parameters of {_layout.NetworkName}; those of {layout.NetworkName} need one of their own.");
        }
    }

    /// <summary>The state of a name, gaps included; only after <see cref="Bind"/>.</summary>
    internal Memory<float> State(int index) => _states[index];

    internal void Restore(long stepCount) => StepCount = stepCount;

    private UnitNormGauge? CreateGauge(ParameterLayout layout) => Gauge switch
    {
        ScaleGauge.None => null,
        ScaleGauge.UnitNorm => new UnitNormGauge(layout),
        _ => throw new InvalidOperationException($"{Gauge} is no member of ScaleGauge."),
    };

    /// <summary>Joins neighbours with the same treatment; each segment takes the gap behind it, so that vectors need no tail.</summary>
    private ImmutableArray<(int Start, int Length, bool Decays)> Segments(ParameterLayout layout)
    {
        List<(int Start, int Length, bool Decays)> segments = [];
        WeightDecayScope scope = WeightDecayScope ?? layout.WeightDecay ?? BnCompiler.WeightDecayScope.All;
        ImmutableArray<ParameterDefinition> trainable = [.. layout.Parameters.Where(parameter => parameter.IsTrainable && parameter.Length > 0)];
        for (int i = 0; i < trainable.Length; i++)
        {
            int start = segments.Count == 0 ? 0 : trainable[i].Offset;
            int end = i + 1 < trainable.Length ? trainable[i + 1].Offset : layout.TrainableLength;
            bool decays = Decays(trainable[i], scope);
            if (segments.Count > 0 && segments[^1].Decays == decays)
            {
                segments[^1] = segments[^1] with { Length = end - segments[^1].Start };
            }
            else
            {
                segments.Add((start, end - start, decays));
            }
        }

        return [.. segments];
    }

    private static bool Decays(ParameterDefinition parameter, WeightDecayScope scope) => scope switch
    {
        BnCompiler.WeightDecayScope.All => true,
        BnCompiler.WeightDecayScope.WeightsOnly => parameter.Kind == ParameterKind.Weight,
        BnCompiler.WeightDecayScope.NotScaleFree => (parameter.Facts & ~ParameterFacts.PartiallyRedundant) == ParameterFacts.None,
        _ => throw new InvalidOperationException($"{scope} is no member of WeightDecayScope."),
    };
}
