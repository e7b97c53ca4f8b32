using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace BnCompiler;

/// <summary>
/// Gives the samples of one step after the other. Where gathering takes longer than handing a batch over from another thread, the next batch is gathered and augmented
/// while the current one is trained on; what the batches hold is the same.
/// </summary>
internal sealed class BatchSource : IDisposable
{
    /// <summary>Batches gathered on the caller's thread before their time is believed: the first ones are slow because code is compiled.</summary>
    private const int Trials = 4;

    /// <summary>20 µs: a step that waits for a batch of the other thread was seen to take 25 µs more (a step of 8 µs), one that need not wait none.</summary>
    private static readonly long s_handOver = Stopwatch.Frequency / 50_000;

    private readonly Dataset _dataset;
    private readonly int _batchSize;
    private readonly BatchGatherer _gatherer;
    private SampleBatch _current;
    private SampleBatch? _next;
    private (int Start, int Count) _ahead;
    private BackgroundWork? _background;
    private int _trials;
    private long _fastest = long.MaxValue;

    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">The most samples of a step.</param>
    /// <param name="augmentation">What is done to them; null for nothing.</param>
    /// <exception cref="ArgumentException">The augmentation does not take samples of this length.</exception>
    public BatchSource(Dataset dataset, int batchSize, Augmentation? augmentation)
    {
        augmentation?.Check(dataset.InputLength);
        _dataset = dataset;
        _batchSize = batchSize;
        _gatherer = new BatchGatherer(dataset, augmentation);
        _current = new SampleBatch(dataset, batchSize);
    }

    public ReadOnlySpan<float> Inputs => _current.Inputs;

    public TargetBatch Targets => _current.Targets;

    private bool ThreadPays => _background is not null || (_trials >= Trials && _fastest > s_handOver);

    /// <summary>Sets the order of an epoch.</summary>
    public void Begin(int seed, int epoch, bool shuffle)
    {
        _background?.Wait();
        _ahead = default;
        _gatherer.Begin(seed, epoch, shuffle);
    }

    /// <summary>Makes the samples at places start … start + count − 1 of the order the current batch.</summary>
    public void Gather(int start, int count)
    {
        Exception? failure = _background?.Wait();
        bool isReady = _ahead == (start, count);
        _ahead = default;
        if (!isReady)
        {
            GatherHere(start, count);
        }
        else if (failure is null)
        {
            (_current, _next) = (_next!, _current);
        }
        else
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        int left = _dataset.Count - start - count;
        if (left > 0 && ThreadPays)
        {
            GatherAhead(start + count, Math.Min(count, left));
        }
    }

    /// <summary>Ends the thread, in the middle of a batch.</summary>
    public void Dispose()
    {
        _gatherer.Abandon();
        _background?.Dispose();
    }

    private void GatherHere(int start, int count)
    {
        long begin = Stopwatch.GetTimestamp();
        _gatherer.Gather(_current, start, count);
        _trials++;
        _fastest = Math.Min(_fastest, (Stopwatch.GetTimestamp() - begin) * _batchSize / count);
    }

    /// <summary>Begins with the batch that is likely to be asked for next.</summary>
    private void GatherAhead(int start, int count)
    {
        _ahead = (start, count);
        _next ??= new SampleBatch(_dataset, _batchSize);
        _background ??= new BackgroundWork("BnCompiler batches", () => _gatherer.Gather(_next!, _ahead.Start, _ahead.Count));
        _background.Start();
    }
}
