using System.Collections.Immutable;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using BnCompiler.Runtime;

namespace BnCompiler;

/// <summary>
/// The base of emitted training programs: owns their memory and workers, checks the caller's spans and runs the phases. Every
/// call gives bitwise the same result for the same inputs and the same number of threads.
/// </summary>
public abstract class NetworkTrainer : ITrainer, IDisposable
{
    private const int ClearPhase = -1;

    private readonly TrainerPlan _plan;
    private readonly AlignedMemory<float> _arena;
    private readonly AlignedMemory<float> _shared;
    private readonly AlignedMemory<float> _workers;
    private readonly AlignedMemory<double> _workerDoubles;
    private readonly AlignedMemory<float> _scratch;
    private readonly AlignedMemory<float> _gradients;
    private readonly AlignedMemory<float> _output;
    private readonly AlignedMemory<float> _outputGradient;
    private readonly WorkerTeam _team;
    private readonly Action<int> _share;
    private double? _batchNormMomentum;
    private int _phase;
    private unsafe float* _input;
    private int _count;
    private int _forwardCount;
    private Pass _pass;

    /// <summary>Reserves all memory; nothing is allocated later.</summary>
    /// <param name="parameters">The network's parameters, which are trained in place.</param>
    /// <param name="plan">The emitted program's own description.</param>
    /// <param name="batchSize">The largest batch, at least 1.</param>
    /// <param name="threads">Threads that share the work, the caller's included, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1, or the batch needs more memory than one block holds.</exception>
    protected NetworkTrainer(ParameterSet parameters, TrainerPlan plan, int batchSize, int threads)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ThrowIfTooLarge(plan, batchSize);
        Parameters = parameters;
        BatchSize = batchSize;
        Threads = threads;
        _plan = plan;
        _arena = new AlignedMemory<float>((long)plan.ArenaLength * batchSize);
        _shared = new AlignedMemory<float>(plan.SharedLength);
        _workers = new AlignedMemory<float>((long)plan.WorkerLength * threads);
        _workerDoubles = new AlignedMemory<double>((long)plan.WorkerDoublesLength * threads);
        _scratch = new AlignedMemory<float>((long)plan.ScratchLength * threads);
        _gradients = new AlignedMemory<float>(parameters.Trainable.Length);
        _output = new AlignedMemory<float>((long)plan.OutputLength * batchSize);
        _outputGradient = new AlignedMemory<float>((long)plan.OutputLength * batchSize);
        MinimumBatchSize = plan.BatchNorms.IsEmpty ? 1 : 2;
        _team = new WorkerTeam(threads);
        _share = RunShare;
    }

    /// <inheritdoc/>
    public ParameterSet Parameters { get; }

    /// <inheritdoc/>
    public Span<float> Gradients => _gradients.Span;

    /// <inheritdoc/>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public int MinimumBatchSize { get; }

    /// <inheritdoc/>
    public int Threads { get; }

    /// <inheritdoc/>
    public int InputLength => _plan.InputLength;

    /// <inheritdoc/>
    public int OutputLength => _plan.OutputLength;

    /// <inheritdoc/>
    public ulong RandomState { get; set; } = 1;

    /// <inheritdoc/>
    public double? BatchNormMomentum
    {
        get => _batchNormMomentum;
        set => _batchNormMomentum = value is null or (>= 0 and <= 1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(BatchNormMomentum), value, "BatchNormMomentum must be from 0 to 1, or null.");
    }

    /// <summary>Bytes that the trainer holds beside the parameters: activations and their gradients, gradients of parameters, packed weights, sums of workers, and the caller's batch.</summary>
    public long MemoryBytes =>
        (sizeof(float) * ((long)_arena.Length + _shared.Length + _workers.Length + _scratch.Length + _gradients.Length + _output.Length + _outputGradient.Length))
        + (sizeof(double) * (long)_workerDoubles.Length);

    /// <summary>Samples of the call that is running.</summary>
    protected int Count => _count;

    /// <summary>Whether a forward pass runs with running statistics: <see cref="Predict"/>.</summary>
    protected bool Evaluating => _pass == Pass.Predict;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// The length is no multiple of a sample's, or the batch is larger than <see cref="BatchSize"/>, or a BatchNorm would see a single value.
    /// </exception>
    public ReadOnlySpan<float> Forward(ReadOnlySpan<float> inputs)
    {
        int count = BatchCount(inputs);
        ThrowIfBatchNormSeesOneValue(count);
        _forwardCount = 0;

        // One step of a 64-bit linear congruential generator (Knuth's MMIX constants); Dropout hashes it further.
        RandomState = unchecked((RandomState * 6364136223846793005UL) + 1442695040888963407UL);
        RunForward(Pass.Forward, inputs, count);
        _forwardCount = count;
        return _output.Span[..(count * OutputLength)];
    }

    /// <inheritdoc/>
    /// <remarks>
    /// An activation that is computed together with the layer in front of it goes by that layer's name. A layer whose output was overwritten during the pass, because the backward
    /// pass does not need it, is passed over: the next one is named.
    /// </remarks>
    /// <exception cref="InvalidOperationException">There was no <see cref="Forward"/> since the last <see cref="Backward"/> or <see cref="Predict"/>.</exception>
    public string? FindNonFiniteLayer()
    {
        if (_forwardCount == 0 || _pass != Pass.Forward)
        {
            throw new InvalidOperationException("FindNonFiniteLayer needs the values of a Forward; call Forward first (Backward and Predict overwrite them).");
        }

        foreach (TrainerValue value in _plan.Values)
        {
            if (NonFinite.IndexIn(_arena.Span.Slice(value.Offset * BatchSize, value.Length * _forwardCount)) >= 0)
            {
                return value.Layer;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There was no <see cref="Forward"/> since the last <see cref="Predict"/>.</exception>
    /// <exception cref="ArgumentException">The gradient is not that of the last forward's outputs.</exception>
    public void Backward(ReadOnlySpan<float> outputGradient)
    {
        if (_forwardCount == 0)
        {
            throw new InvalidOperationException("Backward needs the values of a Forward; call Forward first (Predict overwrites them).");
        }

        if (outputGradient.Length != _forwardCount * OutputLength)
        {
            throw new ArgumentException(
                $"The output gradient has {outputGradient.Length} values, expected {_forwardCount * OutputLength}: {_forwardCount} samples of {OutputLength}.",
                nameof(outputGradient));
        }

        outputGradient.CopyTo(_outputGradient.Span);
        Run(Pass.Backward, _forwardCount);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The lengths are not those of as many samples.</exception>
    public void Predict(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        int total = SampleCount.Of(inputs.Length, InputLength, outputs.Length, OutputLength);
        _forwardCount = 0;
        for (int first = 0; first < total; first += BatchSize)
        {
            int count = Math.Min(BatchSize, total - first);
            RunForward(Pass.Predict, inputs.Slice(first * InputLength, count * InputLength), count);
            _output.Span[..(count * OutputLength)].CopyTo(outputs[(first * OutputLength)..]);
        }
    }

    /// <summary>Ends the worker threads.</summary>
    public void Dispose()
    {
        _team.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs one phase for samples <paramref name="first"/> … <paramref name="last"/> − 1.</summary>
    /// <param name="phase">Number of the phase.</param>
    /// <param name="worker">Index of the worker, 0 to Threads − 1.</param>
    /// <param name="first">First sample.</param>
    /// <param name="last">One past the last sample.</param>
    protected abstract void RunPhase(int phase, int worker, int first, int last);

    /// <summary>Samples of the batch that a pass works on.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected int Samples => _count;

    /// <summary>What a worker does of steps in which workers do not divide the samples.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected WorkerShare Share(int worker) => _team.Share(worker);

    /// <summary>The first sample's position (0, 0) of a value.</summary>
    /// <param name="offset">Offset of the value per sample of the batch.</param>
    /// <param name="origin">Floats from the start of a sample to its position (0, 0).</param>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected ref float ArenaAt(int offset, int origin) => ref _arena.At(((nint)offset * BatchSize) + origin);

    /// <summary>The weight of this batch in a BatchNorm's running statistics.</summary>
    /// <param name="declared">What the declaration says.</param>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected double MomentumOf(double declared) => _batchNormMomentum ?? declared;

    /// <summary>Memory that all workers share.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected ref float SharedAt(int offset) => ref _shared.At(offset);

    /// <summary>Memory of one worker.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected ref float WorkerAt(int worker, int offset) => ref _workers.At(((nint)worker * _plan.WorkerLength) + offset);

    /// <summary>Double memory of one worker.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected ref double WorkerDoublesAt(int worker, int offset) => ref _workerDoubles.At(((nint)worker * _plan.WorkerDoublesLength) + offset);

    /// <summary>Memory of one worker that a kernel writes for itself and forgets.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected ref float ScratchAt(int worker, int offset) => ref _scratch.At(((nint)worker * _plan.ScratchLength) + offset);

    /// <summary>A parameter or running statistic.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected ref float ParameterAt(int offset) => ref Parameters.Block[offset];

    /// <summary>A parameter's gradient.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected ref float GradientAt(int offset) => ref _gradients.At(offset);

    /// <summary>The batch as the caller passed it.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected unsafe ref float InputAt() => ref *_input;

    /// <summary>What the caller gets.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected ref float OutputAt() => ref _output.At(0);

    /// <summary>The gradient of the loss as the caller passed it.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected ref float OutputGradientAt() => ref _outputGradient.At(0);

    /// <summary>Runs a forward pass on the caller's memory, which no other thread can have as a span.</summary>
    private unsafe void RunForward(Pass pass, ReadOnlySpan<float> inputs, int count)
    {
        fixed (float* first = inputs)
        {
            _input = first;
            try
            {
                Run(pass, count);
            }
            finally
            {
                _input = null;
            }
        }
    }

    private void Run(Pass pass, int count)
    {
        _pass = pass;
        _count = count;
        var phases = pass == Pass.Backward ? _plan.Backward : _plan.Forward;
        int firstPhase = pass == Pass.Backward ? _plan.Forward.Length : 0;
        _phase = ClearPhase;
        _team.Run(_share);
        for (int index = 0; index < phases.Length; index++)
        {
            _phase = firstPhase + index;
            if (phases[index] == TrainerPhase.Serial)
            {
                RunPhase(_phase, 0, 0, count);
            }
            else
            {
                _team.Run(_share);
            }
        }
    }

    private void RunShare(int worker)
    {
        if (_phase == ClearPhase)
        {
            ClearSums(worker);
            return;
        }

        int first = (int)((long)_count * worker / Threads);
        int last = (int)((long)_count * (worker + 1) / Threads);
        RunPhase(_phase, worker, first, last);
    }

    /// <summary>Sums start at zero: those in double in every pass, the gradients of weights in the backward one.</summary>
    private void ClearSums(int worker)
    {
        _workerDoubles.Span.Slice(worker * _plan.WorkerDoublesLength, _plan.WorkerDoublesLength).Clear();
        if (_pass == Pass.Backward)
        {
            _workers.Span.Slice(worker * _plan.WorkerLength, _plan.WorkerLength).Clear();
        }
    }

    private static void ThrowIfTooLarge(TrainerPlan plan, int batchSize)
    {
        int perSample = Math.Max(1, Math.Max(plan.ArenaLength, Math.Max(plan.InputLength, plan.OutputLength)));
        int largest = AlignedMemory<float>.MaximumLength / perSample;
        if (batchSize > largest)
        {
            throw new ArgumentOutOfRangeException(
                nameof(batchSize), batchSize, $"A sample of the batch takes {(long)perSample * sizeof(float)} bytes; expected at most {largest} samples.");
        }
    }

    private int BatchCount(ReadOnlySpan<float> inputs)
    {
        int count = SampleCount.Of(inputs.Length, InputLength, nameof(inputs));
        if (count > BatchSize)
        {
            throw new ArgumentException($"The batch has {count} samples, expected at most {BatchSize}, the trainer's batch size.", nameof(inputs));
        }

        return count;
    }

    private void ThrowIfBatchNormSeesOneValue(int count)
    {
        if (count < MinimumBatchSize)
        {
            throw new ArgumentException(
                $"BatchNorm '{_plan.BatchNorms[0]}' would see one value per channel: its variance is zero and nothing can be learnt from it. " +
                "Expected a batch of at least 2 samples.", "inputs");
        }
    }

    private enum Pass
    {
        Forward,
        Backward,
        Predict,
    }
}
