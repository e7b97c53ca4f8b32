using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>One call of <see cref="Fit.Run"/>: the loop over epochs and steps, and where it stands.</summary>
internal sealed class FitRun
{
    private readonly ITrainer _trainer;
    private readonly Dataset _training;
    private readonly FitOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly FitPlan _plan;
    private readonly BatchSource _batches;
    private readonly FitTotals _totals = new();
    private readonly FitStep _stepper;
    private readonly FitCheckpoints _checkpoints;
    private readonly FitClock _clock;
    private readonly RunIdentity _identity;
    private readonly ImmutableArray<EpochResult>.Builder _history = ImmutableArray.CreateBuilder<EpochResult>();

    private int _epoch;
    private int _step;
    private double _secondsBefore;
    private ResumePoint? _resumedFrom;

    public FitRun(ITrainer trainer, Dataset training, FitOptions options, CancellationToken cancellation)
    {
        _trainer = trainer;
        _training = training;
        _options = options;
        _cancellation = cancellation;
        _plan = FitPlan.Of(trainer, training, options);
        _batches = new BatchSource(training, _plan.BatchSize, options.Augmentation);
        _stepper = new FitStep(trainer, options, _plan, _batches, _totals);
        _checkpoints = new FitCheckpoints(trainer, options);
        _clock = new FitClock(options.Clock);
        _identity = new RunIdentity(
            options.Seed,
            options.Shuffle,
            _plan.BatchSize,
            training.Count,
            options.Optimizer.GetType().Name,
            _plan.AccumulationSteps,
            options.Average?.ToString() ?? RunIdentity.Nothing,
            options.Augmentation?.Describe() ?? RunIdentity.Nothing);
    }

    private double? EpochAccuracy => _training.HasLabels ? _totals.Correct / (double)_totals.Seen : null;

    public FitResult Run()
    {
        using BatchSource batches = _batches;
        _options.Optimizer.Bind(_trainer.Parameters.Layout);
        _options.Average?.Bind(_trainer.Parameters.Layout);
        Start();
        while (_epoch < _options.Epochs)
        {
            RunEpoch();
        }

        double seconds = _history.Sum(epoch => epoch.Seconds);
        double samples = (double)_plan.SamplesPerEpoch * _history.Count;
        return new FitResult(_history.ToImmutable(), _history.Count == 0 ? 0 : Best().Epoch, seconds, seconds > 0 ? samples / seconds : 0)
        {
            ResumedFrom = _resumedFrom,
        };
    }

    private void Start()
    {
        _checkpoints.Clean();
        if (_options.ResumeFrom is null)
        {
            _trainer.RandomState = new RandomSource(_options.Seed, ulong.MaxValue).NextUInt64();
            return;
        }

        (CheckpointState state, _resumedFrom) = _checkpoints.Resume(_options.ResumeFrom, _identity);
        _epoch = state.Epoch;
        _step = state.Step;
        _trainer.RandomState = state.RandomState;
        _totals.LossSum = state.LossSum;
        _totals.Correct = state.Correct;
        _totals.Seen = state.Seen;
        _clock.Seconds = state.Seconds;
        _history.AddRange(state.History);
        _secondsBefore = _history.Sum(epoch => epoch.Seconds);
        _options.Resumed?.Report(_resumedFrom);
    }

    private void RunEpoch()
    {
        _batches.Begin(_options.Seed, _epoch, _options.Shuffle);
        double learningRate = 0;
        while (_step < _plan.StepsPerEpoch)
        {
            StopIfCancelled();
            _clock.Start();
            learningRate = RunStep();
            _clock.Stop();
            Report(learningRate, completed: null);
            if (_step < _plan.StepsPerEpoch && _options.Checkpoints is { EverySteps: > 0 } checkpoints && _step % checkpoints.EverySteps == 0)
            {
                WriteCheckpoint();
            }
        }

        EndEpoch(learningRate);
    }

    private double RunStep()
    {
        int steps = _plan.StepsPerEpoch;
        double factor = _options.Schedule.Factor(((long)_epoch * steps) + _step, steps, (long)_options.Epochs * steps);
        _stepper.Run(_epoch, _step, factor);
        _step++;
        return _options.Optimizer.LearningRate * factor;
    }

    private void EndEpoch(double learningRate)
    {
        EpochResult result = Validate(learningRate);
        Report(learningRate, result);
        _epoch++;
        _step = 0;
        _totals.Clear();
        _secondsBefore += _clock.Seconds;
        _clock.Seconds = 0;
        WriteCheckpoint();
    }

    /// <summary>Evaluates and keeps the parameters where they are the best: the averaged ones where there are any.</summary>
    private EpochResult Validate(double learningRate)
    {
        using AveragedWeights? averaged = _options.Average is { } average && (_options.Validation is not null || _options.Checkpoints?.BestPath is not null)
            ? new AveragedWeights(_trainer, average, _training, _plan.BatchSize)
            : null;
        Evaluation? validation = _options.Validation is { } dataset ? Evaluation.Of(_trainer, dataset, _options.Loss) : null;
        EpochResult result = new(
            _epoch + 1, _totals.Loss, EpochAccuracy, validation?.Loss, validation?.Accuracy, learningRate, _clock.Seconds);
        _history.Add(result);
        if (_options.Checkpoints?.BestPath is { } best && ReferenceEquals(Best(), result))
        {
            _checkpoints.WriteBest(best, result);
        }

        return result;
    }

    private void StopIfCancelled()
    {
        if (_cancellation.IsCancellationRequested)
        {
            WriteCheckpoint();
            _cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The first of the best epochs.</summary>
    private EpochResult Best() => _history.MinBy(Badness)!;

    /// <summary>What the best epoch has least of; NaN, which would be sorted first, counts as infinite.</summary>
    private static double Badness(EpochResult epoch)
    {
        double badness = epoch.ValidationAccuracy is { } accuracy ? -accuracy : epoch.ValidationLoss ?? epoch.Loss;
        return double.IsNaN(badness) ? double.PositiveInfinity : badness;
    }

    private void WriteCheckpoint()
    {
        if (_options.Checkpoints?.LastPath is null)
        {
            return;
        }

        _checkpoints.WriteLast(new CheckpointState
        {
            Identity = _identity,
            Epoch = _epoch,
            Step = _step,
            OptimizerSteps = _options.Optimizer.StepCount,
            AverageSteps = _options.Average?.StepCount ?? 0,
            RandomState = _trainer.RandomState,
            LossSum = _totals.LossSum,
            Correct = _totals.Correct,
            Seen = _totals.Seen,
            Seconds = _clock.Seconds,
            History = _history.ToImmutable(),
        });
    }

    private void Report(double learningRate, EpochResult? completed)
    {
        if (_options.Progress is null && _options.Log is null)
        {
            return;
        }

        long done = ((long)_epoch * _plan.StepsPerEpoch) + _step;
        FitProgress progress = new(
            _epoch + 1,
            _options.Epochs,
            _step,
            _plan.StepsPerEpoch,
            learningRate,
            _totals.Loss,
            EpochAccuracy,
            _clock.Seconds > 0 ? _totals.Seen / _clock.Seconds : 0,
            WeightNorm.Of(_trainer.Parameters),
            _secondsBefore + _clock.Seconds,
            _clock.TimeLeft(((long)_options.Epochs * _plan.StepsPerEpoch) - done),
            completed);
        _options.Progress?.Report(progress);
        _options.Log?.Report(progress);
    }
}
