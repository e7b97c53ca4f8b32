using System.Collections.Immutable;
using System.Globalization;

namespace BnCompiler;

/// <summary>One call of <see cref="Fit.Run"/>: the loop over epochs and steps, and where it stands.</summary>
internal sealed class FitRun
{
    private readonly ITrainer _trainer;
    private readonly Dataset _training;
    private readonly FitOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly int _batchSize;
    private readonly int _stepsPerEpoch;
    private readonly BatchSource _batches;
    private readonly float[] _gradient;
    private readonly FitClock _clock;
    private readonly ImmutableArray<EpochResult>.Builder _history = ImmutableArray.CreateBuilder<EpochResult>();

    private int _epoch;
    private int _step;
    private double _lossSum;
    private long _correct;
    private long _seen;

    public FitRun(ITrainer trainer, Dataset training, FitOptions options, CancellationToken cancellation)
    {
        _trainer = trainer;
        _training = training;
        _options = options;
        _cancellation = cancellation;
        _batchSize = options.BatchSize ?? trainer.BatchSize;
        Check();
        int remainder = training.Count % _batchSize;
        _stepsPerEpoch = (training.Count / _batchSize) + (remainder > 0 && remainder >= trainer.MinimumBatchSize ? 1 : 0);
        if (_stepsPerEpoch == 0)
        {
            throw new ArgumentException($"The data set has {training.Count} samples; expected at least {trainer.MinimumBatchSize}.", nameof(training));
        }

        _batches = new BatchSource(training, _batchSize, options.Augmentation);
        _gradient = new float[_batchSize * trainer.OutputLength];
        _clock = new FitClock(options.Clock);
    }

    private int SamplesPerEpoch => Math.Min(_training.Count, _stepsPerEpoch * _batchSize);

    private double? EpochAccuracy => _training.HasLabels ? _correct / (double)_seen : null;

    private RunIdentity Identity =>
        new(_options.Seed, _options.Shuffle, _batchSize, _training.Count, _options.Optimizer.GetType().Name);

    public static void CheckDataset(ITrainer trainer, Dataset dataset, Loss loss, string name)
    {
        if (dataset.Count == 0 || dataset.InputLength != trainer.InputLength)
        {
            throw new ArgumentException(
                $"The data set has {dataset.Count} samples of {dataset.InputLength} values; expected at least 1 sample of {trainer.InputLength}.", name);
        }

        loss.Check(dataset, trainer.OutputLength);
    }

    public FitResult Run()
    {
        using BatchSource batches = _batches;
        _options.Optimizer.Bind(_trainer.Parameters.Layout);
        Start();
        while (_epoch < _options.Epochs)
        {
            RunEpoch();
        }

        double seconds = _history.Sum(epoch => epoch.Seconds);
        double samples = (double)SamplesPerEpoch * _history.Count;
        return new FitResult(
            _history.ToImmutable(), _history.Count == 0 ? 0 : Best().Epoch, seconds, seconds > 0 ? samples / seconds : 0);
    }

    private void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Epochs, 1, "options.Epochs");
        ArgumentNullException.ThrowIfNull(_options.Optimizer, "options.Optimizer");
        if (_batchSize < _trainer.MinimumBatchSize || _batchSize > _trainer.BatchSize)
        {
            throw new ArgumentOutOfRangeException(
                "options.BatchSize", _batchSize, $"The batch size is {_batchSize}; the trainer takes {_trainer.MinimumBatchSize} to {_trainer.BatchSize}.");
        }

        if (_options.MaxGradientNorm is { } norm && !(norm > 0))
        {
            throw new ArgumentOutOfRangeException("options.MaxGradientNorm", norm, "The largest norm must be above 0.");
        }

        if (_options.Checkpoints is { EverySteps: < 0 } checkpoints)
        {
            throw new ArgumentOutOfRangeException("options.Checkpoints", checkpoints.EverySteps, "EverySteps must be at least 0.");
        }

        CheckDataset(_trainer, _training, _options.Loss, "training");
        if (_options.Validation is { } validation)
        {
            CheckDataset(_trainer, validation, _options.Loss, "options.Validation");
        }
    }

    private void Start()
    {
        if (_options.ResumeFrom is null)
        {
            _trainer.RandomState = new RandomSource(_options.Seed, ulong.MaxValue).NextUInt64();
            return;
        }

        CheckpointState state = Checkpoint.Read(_options.ResumeFrom, _trainer.Parameters, _options.Optimizer, Identity);
        _epoch = state.Epoch;
        _step = state.Step;
        _trainer.RandomState = state.RandomState;
        _lossSum = state.LossSum;
        _correct = state.Correct;
        _seen = state.Seen;
        _clock.Seconds = state.Seconds;
        _history.AddRange(state.History);
    }

    private void RunEpoch()
    {
        _batches.Begin(_options.Seed, _epoch, _options.Shuffle);
        double learningRate = 0;
        while (_step < _stepsPerEpoch)
        {
            StopIfCancelled();
            _clock.Start();
            learningRate = RunStep();
            _clock.Stop();
            Report(learningRate, completed: null);
            if (_step < _stepsPerEpoch && _options.Checkpoints is { EverySteps: > 0 } checkpoints && _step % checkpoints.EverySteps == 0)
            {
                WriteCheckpoint();
            }
        }

        EndEpoch(learningRate);
    }

    private double RunStep()
    {
        int start = _step * _batchSize;
        int count = Math.Min(_batchSize, _training.Count - start);
        _batches.Gather(start, count);
        ReadOnlySpan<float> outputs = _trainer.Forward(_batches.Inputs);
        Span<float> gradient = _gradient.AsSpan(0, outputs.Length);
        TargetBatch targets = _batches.Targets;
        double loss = _options.Loss.Evaluate(outputs, _trainer.OutputLength, targets, gradient);
        if (!double.IsFinite(loss))
        {
            string cause = FiniteGuard.OfLoss(_batches.Inputs, _trainer.InputLength, _trainer.Parameters);
            throw new ArithmeticException(string.Create(
                CultureInfo.InvariantCulture,
                $"The loss is {loss} at step {_step + 1} of epoch {_epoch + 1}; a smaller learning rate than {_options.Optimizer.LearningRate} may help. {cause}"));
        }

        _correct += targets.HasLabels ? Accuracy.CountCorrect(outputs, targets.Labels) : 0;
        _trainer.Backward(gradient);
        GuardGradients();
        double factor = _options.Schedule.Factor(
            ((long)_epoch * _stepsPerEpoch) + _step, _stepsPerEpoch, (long)_options.Epochs * _stepsPerEpoch);
        _options.Optimizer.Step(_trainer, factor);
        _lossSum += loss * count;
        _seen += count;
        _step++;
        return _options.Optimizer.LearningRate * factor;
    }

    private void GuardGradients()
    {
        if (FiniteGuard.OfGradients(_trainer.Gradients, _trainer.Parameters) is { } problem)
        {
            throw new ArithmeticException(string.Create(CultureInfo.InvariantCulture, $"{problem}, at step {_step + 1} of epoch {_epoch + 1}."));
        }

        if (_options.MaxGradientNorm is { } maximum)
        {
            GradientNorm.Clip(_trainer.Gradients, maximum);
        }
    }

    private void EndEpoch(double learningRate)
    {
        Evaluation? validation = _options.Validation is { } dataset ? Evaluation.Of(_trainer, dataset, _options.Loss) : null;
        EpochResult result = new(
            _epoch + 1, _lossSum / _seen, EpochAccuracy, validation?.Loss, validation?.Accuracy, learningRate, _clock.Seconds);
        _history.Add(result);
        Report(learningRate, result);
        _epoch++;
        _step = 0;
        _lossSum = 0;
        _correct = 0;
        _seen = 0;
        _clock.Seconds = 0;
        if (_options.Checkpoints?.BestPath is { } best && ReferenceEquals(Best(), result))
        {
            WriteBest(best, result);
        }

        WriteCheckpoint();
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

    private void WriteBest(string path, EpochResult result)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        SaveOptions options = new();
        _trainer.Parameters.Save(path, options with
        {
            Metadata = options.Metadata.Add("epoch", result.Epoch.ToString(CultureInfo.InvariantCulture)),
        });
    }

    private void WriteCheckpoint()
    {
        if (_options.Checkpoints?.LastPath is { } path)
        {
            Checkpoint.Write(path, _trainer.Parameters, _options.Optimizer, new CheckpointState
            {
                Identity = Identity,
                Epoch = _epoch,
                Step = _step,
                OptimizerSteps = _options.Optimizer.StepCount,
                RandomState = _trainer.RandomState,
                LossSum = _lossSum,
                Correct = _correct,
                Seen = _seen,
                Seconds = _clock.Seconds,
                History = _history.ToImmutable(),
            });
        }
    }

    private void Report(double learningRate, EpochResult? completed)
    {
        long done = ((long)_epoch * _stepsPerEpoch) + _step;
        _options.Progress?.Report(new FitProgress(
            _epoch + 1,
            _options.Epochs,
            _step,
            _stepsPerEpoch,
            learningRate,
            _lossSum / _seen,
            EpochAccuracy,
            _clock.Seconds > 0 ? _seen / _clock.Seconds : 0,
            _clock.TimeLeft(((long)_options.Epochs * _stepsPerEpoch) - done),
            completed));
    }
}
