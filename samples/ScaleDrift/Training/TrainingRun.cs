using BnCompiler;
using Samples.Images;
using ScaleDrift.Measuring;

namespace ScaleDrift.Training;

/// <summary>The training loop by hand: forward, loss, backward, a look at the gradients, step.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly ImageData _data;
    private readonly DriftNet _network;
    private readonly DriftNet.Trainer _trainer;
    private readonly Optimizer _optimizer;
    private readonly SoftmaxCrossEntropy _loss = new();
    private readonly IReadOnlyList<ScaleFreeRow> _rows;
    private readonly double[] _squaredGradients;
    private readonly int[] _order;
    private readonly Random _random;
    private readonly float[] _inputs = new float[ScaleDriftOptions.Batch * DriftNet.InputLength];
    private readonly int[] _labels = new int[ScaleDriftOptions.Batch];
    private readonly float[] _gradient = new float[ScaleDriftOptions.Batch * DriftNet.OutputLength];

    private TrainingRun(Regime regime, ImageData data, ScaleDriftOptions options)
    {
        _data = data;
        _network = new DriftNet(options.Seed);
        _trainer = new DriftNet.Trainer(_network, ScaleDriftOptions.Batch, options.Threads);
        _optimizer = regime.CreateOptimizer();
        _rows = ScaleFreeRow.Of(_network.Parameters);
        _order = [.. Enumerable.Range(0, data.Train.Count)];
        _random = new Random(options.Seed);

        // As if the norms of the start had been in equilibrium.
        _squaredGradients = [.. _rows.Select(row => Math.Pow(row.SquaredNorm(_network.Parameters.Block), 2) * 2 * Regime.WeightDecay / Regime.LearningRate)];
    }

    /// <summary>Trains one regime; every regime starts from the same weights and sees the same batches.</summary>
    public static RunRecord Train(Regime regime, ImageData data, ScaleDriftOptions options, Action<EpochRecord> report)
    {
        using var run = new TrainingRun(regime, data, options);
        var epochs = new List<EpochRecord> { run.Measure(0, double.NaN) };
        for (int epoch = 1; epoch <= options.Epochs; epoch++)
        {
            double loss = run.TrainEpoch();
            epochs.Add(run.Measure(epoch, loss));
            report(epochs[^1]);
        }

        return new RunRecord(regime, run._network, epochs, run.NormRatio());
    }

    public void Dispose() => _trainer.Dispose();

    private double TrainEpoch()
    {
        _random.Shuffle(_order);
        double loss = 0;
        int steps = _order.Length / ScaleDriftOptions.Batch;
        for (int step = 0; step < steps; step++)
        {
            Gather(_order.AsSpan(step * ScaleDriftOptions.Batch, ScaleDriftOptions.Batch));
            loss += _loss.Evaluate(_trainer.Forward(_inputs), _labels, _gradient);
            _trainer.Backward(_gradient);
            RememberGradients();
            _optimizer.Step(_trainer);
        }

        return loss / steps;
    }

    private void Gather(ReadOnlySpan<int> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            _data.Train.Image(samples[i]).CopyTo(_inputs.AsSpan(i * DriftNet.InputLength));
            _labels[i] = _data.Train.Labels[samples[i]];
        }
    }

    // ‖w‖⁴ follows (1 − 4ηλ)·‖w‖⁴ + 2η²G step by step, so G counts with the same weights.
    private void RememberGradients()
    {
        for (int row = 0; row < _rows.Count; row++)
        {
            double squared = _rows[row].SquaredGradient(_network.Parameters.Block, _trainer.Gradients);
            _squaredGradients[row] += Regime.Forgetting * (squared - _squaredGradients[row]);
        }
    }

    private EpochRecord Measure(int epoch, double loss)
    {
        float[] outputs = new float[_data.Test.Count * DriftNet.OutputLength];
        _trainer.Predict(_data.Test.Pixels, outputs);
        return new EpochRecord(
            epoch, loss, Accuracy.Of(outputs, _data.Test.Labels), ScaleState.Of(_network.Parameters, _rows),
            ScaleState.Median([.. _squaredGradients.Select(Regime.EquilibriumNorm)]));
    }

    private double NormRatio() => ScaleState.Median([.. _rows.Select((row, index) =>
        Regime.EquilibriumNorm(_squaredGradients[index]) / Math.Sqrt(row.SquaredNorm(_network.Parameters.Block)))]);
}
