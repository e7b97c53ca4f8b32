using System.Globalization;

namespace BnCompiler;

/// <summary>One step of the optimiser: its micro-batches forward and backward, the guards, and the change of the parameters. Allocates nothing.</summary>
internal sealed class FitStep
{
    private readonly ITrainer _trainer;
    private readonly FitOptions _options;
    private readonly FitPlan _plan;
    private readonly BatchSource _batches;
    private readonly FitTotals _totals;
    private readonly float[] _gradient;
    private readonly float[] _statistics;
    private readonly GradientAccumulator? _accumulator;

    public FitStep(ITrainer trainer, FitOptions options, FitPlan plan, BatchSource batches, FitTotals totals)
    {
        _trainer = trainer;
        _options = options;
        _plan = plan;
        _batches = batches;
        _totals = totals;
        _gradient = new float[plan.BatchSize * trainer.OutputLength];
        _statistics = new float[Statistics.Length];
        _accumulator = plan.AccumulationSteps > 1 ? new GradientAccumulator(trainer.Parameters.Layout) : null;
    }

    private Span<float> Statistics => _trainer.Parameters.Block[_trainer.Parameters.Layout.TrainableLength..];

    /// <summary>Takes the step.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="step">The step within the epoch, from 0.</param>
    /// <param name="factor">What the learning rate is multiplied with.</param>
    /// <exception cref="ArithmeticException">A loss or a gradient is not finite; parameters and running statistics are those of the step before.</exception>
    public void Run(int epoch, int step, double factor)
    {
        Statistics.CopyTo(_statistics);
        _accumulator?.Clear();
        (int first, int end) = _plan.BatchesOf(step);
        for (int batch = first; batch < end; batch++)
        {
            (int start, int count) = _plan.SamplesOf(batch);
            _batches.Gather(start, count);
            RunBatch(count, epoch, step);
            _accumulator?.Add(_trainer.Gradients, count);
        }

        Span<float> gradients = _accumulator is { } accumulator ? accumulator.Mean : _trainer.Gradients;
        if (_options.MaxGradientNorm is { } maximum)
        {
            GradientNorm.Clip(gradients, maximum);
        }

        _options.Optimizer.Step(_trainer.Parameters, gradients, factor);
        _options.Average?.Update(_trainer.Parameters);
    }

    private void RunBatch(int count, int epoch, int step)
    {
        ulong randomState = _trainer.RandomState;
        ReadOnlySpan<float> outputs = _trainer.Forward(_batches.Inputs);
        Span<float> gradient = _gradient.AsSpan(0, outputs.Length);
        TargetBatch targets = _batches.Targets;
        double loss = _options.Loss.Evaluate(outputs, _trainer.OutputLength, targets, gradient);
        if (!double.IsFinite(loss))
        {
            throw StopAtLoss(loss, outputs, epoch, step);
        }

        int correct = targets.HasLabels ? Accuracy.CountCorrect(outputs, targets.Labels) : 0;
        _trainer.Backward(gradient);
        if (FiniteGuard.OfGradients(_trainer.Gradients, _trainer.Parameters) is { } problem)
        {
            throw StopAtGradient(problem, randomState, epoch, step);
        }

        _totals.Add(loss, correct, count);
    }

    private ArithmeticException StopAtGradient(string problem, ulong randomState, int epoch, int step)
    {
        // The backward pass has overwritten the outputs of layers; the same forward pass brings them back.
        _trainer.RandomState = randomState;
        _trainer.Forward(_batches.Inputs);
        string cause = FiniteGuard.OfOutputs(_trainer);
        _statistics.CopyTo(Statistics);
        return new ArithmeticException(string.Create(CultureInfo.InvariantCulture, $"{problem}, at step {step + 1} of epoch {epoch + 1}.{cause}"));
    }

    private ArithmeticException StopAtLoss(double loss, ReadOnlySpan<float> outputs, int epoch, int step)
    {
        // The forward pass has put what it saw into the running statistics; they would hide where it came from.
        _statistics.CopyTo(Statistics);
        string cause = FiniteGuard.OfLoss(_trainer, _batches.Inputs, outputs);
        return new ArithmeticException(string.Create(
            CultureInfo.InvariantCulture,
            $"The loss is {loss} at step {step + 1} of epoch {epoch + 1}; a smaller learning rate than {_options.Optimizer.LearningRate} may help. {cause}"));
    }
}
