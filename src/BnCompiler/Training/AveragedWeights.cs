namespace BnCompiler;

/// <summary>
/// Lends a network its averaged weights, with running statistics that are computed for them, until it is disposed; then every value is again what it was, bit for bit.
/// </summary>
/// <example>
/// <code>
/// using (new AveragedWeights(trainer, average, training))
/// {
///     Console.WriteLine(Evaluation.Of(trainer, validation, loss));
///     net.Save("averaged.safetensors");
/// }
/// </code>
/// </example>
public sealed class AveragedWeights : IDisposable
{
    private readonly ITrainer _trainer;
    private readonly float[] _block;
    private bool _isDisposed;

    /// <summary>Puts the averaged weights in the place of the live ones and recomputes the running statistics (<see cref="BatchNormStatistics.Recompute"/>).</summary>
    /// <param name="trainer">The network.</param>
    /// <param name="average">After at least one update.</param>
    /// <param name="training">The samples that the running statistics are computed from.</param>
    /// <param name="batchSize">Samples per forward pass. Default: the trainer's batch size.</param>
    public AveragedWeights(ITrainer trainer, ExponentialMovingAverage average, Dataset training, int? batchSize = null)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(average);
        _trainer = trainer;
        _block = trainer.Parameters.Block.ToArray();
        try
        {
            average.CopyTo(trainer.Parameters);
            BatchNormStatistics.Recompute(trainer, training, batchSize);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Puts the live weights and running statistics back.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _block.CopyTo(_trainer.Parameters.Block);
            _isDisposed = true;
        }
    }
}
