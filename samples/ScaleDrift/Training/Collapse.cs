using BnCompiler;
using Samples.Images;
using ScaleDrift.Measuring;

namespace ScaleDrift.Training;

/// <summary>The scales after some steps without a gradient. Outputs are those of the test images with the statistics of their batches.</summary>
/// <param name="Deviation">Root mean square of the change of the outputs, in units of their own.</param>
internal sealed record CollapseRecord(int Step, ScaleState Scales, double Deviation, double Accuracy);

/// <summary>
/// What weight decay does where the data gradient vanishes: every step is one of the optimiser with a gradient of zero. γ, β and the last layer are held where training left
/// them, so that only the free scale moves. It is looked at with batch statistics, which have no memory of what training did before.
/// </summary>
internal sealed class Collapse : IDisposable
{
    /// <summary>From here on the predictions count as changed.</summary>
    public const double NoticedDeviation = 0.01;

    private const int Records = 100;
    private const int Settling = 100;

    private readonly ImageData _data;
    private readonly DriftNet _network = new();
    private readonly DriftNet.Trainer _trainer;
    private readonly Optimizer _optimizer;
    private readonly IReadOnlyList<ScaleFreeRow> _rows;
    private readonly IReadOnlyList<(Parameter Parameter, float[] Values)> _held;
    private readonly float[] _noGradient;
    private readonly float[] _before;

    private Collapse(RunRecord trained, ScaleGauge gauge, ImageData data, int threads)
    {
        _data = data;
        trained.Network.Parameters.Block.CopyTo(_network.Parameters.Block);
        _trainer = new DriftNet.Trainer(_network, ScaleDriftOptions.Batch, threads);
        _optimizer = new Sgd(Regime.LearningRate) { WeightDecay = Regime.WeightDecay, Gauge = gauge };
        _rows = ScaleFreeRow.Of(_network.Parameters);
        _held = [.. _network.Parameters
            .Where(parameter => parameter.IsTrainable && _network.Parameters.Layout.ScaleFree.All(weight => weight.Name != parameter.Name))
            .Select(parameter => (parameter, parameter.Values.ToArray()))];
        _noGradient = new float[_network.Parameters.Trainable.Length];

        _before = Outputs();
    }

    public static IReadOnlyList<CollapseRecord> Run(RunRecord trained, ScaleGauge gauge, ImageData data, ScaleDriftOptions options, Action<int> report)
    {
        using var collapse = new Collapse(trained, gauge, data, options.Threads);
        int interval = Math.Max(1, options.CollapseSteps / Records);
        var records = new List<CollapseRecord> { collapse.Measure(0) };
        for (int step = 1; step <= options.CollapseSteps; step++)
        {
            collapse.Step();
            if (step % interval == 0)
            {
                records.Add(collapse.Measure(step));
                report(step);
            }
        }

        return records;
    }

    /// <summary>The step at which ε is noticed by the median channel: 1 − 1/√(1 + ε/σ²) = 1 % with σ² = σ₀²·(1 − ηλ)^2t, because a variance shrinks with the squared norm.</summary>
    public static double NoticedStep(double varianceOverEpsilon)
    {
        double noticed = 1 / (Math.Pow(1 / (1 - NoticedDeviation), 2) - 1);
        return Math.Log(noticed / varianceOverEpsilon) / (2 * Math.Log(1 - (Regime.LearningRate * Regime.WeightDecay)));
    }

    public void Dispose() => _trainer.Dispose();

    private void Step()
    {
        _optimizer.Step(_network.Parameters, _noGradient);
        foreach (var (parameter, values) in _held)
        {
            values.CopyTo(parameter.Values);
        }
    }

    private CollapseRecord Measure(int step)
    {
        float[] outputs = Outputs();
        double change = outputs.Zip(_before, (after, before) => Math.Pow(after - before, 2)).Sum();
        double deviation = Math.Sqrt(change / _before.Sum(before => Math.Pow(before, 2)));
        return new CollapseRecord(step, ScaleState.Of(_network.Parameters, _rows), deviation, Accuracy.Of(outputs, _data.Test.Labels));
    }

    // Enough batches for the running variances, of which each keeps 0.9, to forget what was before.
    private float[] Outputs()
    {
        float[] outputs = new float[_data.Test.Count * DriftNet.OutputLength];
        int length = ScaleDriftOptions.Batch * DriftNet.InputLength;
        for (int batch = 0; batch < Settling; batch++)
        {
            int place = batch % (_data.Test.Count / ScaleDriftOptions.Batch);
            _trainer.Forward(_data.Test.Pixels.AsSpan(place * length, length)).CopyTo(outputs.AsSpan(place * ScaleDriftOptions.Batch * DriftNet.OutputLength));
        }

        return outputs;
    }
}
