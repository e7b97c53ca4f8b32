namespace BnCompiler.Runtime;

/// <summary>
/// A fixed number of workers that do one piece of work together, again and again: the caller is worker 0, the others are
/// background threads. Workers spin for a short while between pieces, because the phases of a training step follow each other
/// within microseconds, and then sleep, so that an idle team costs nothing.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    // About 50 µs on current processors: longer than the serial work between two phases, shorter than anyone notices.
    private const int SpinsBeforeSleep = 1000;
    private const int PausesPerSpin = 8;

    private readonly Lock _caller = new();
    private readonly object _gate = new();
    private readonly Action<int> _work;
    private readonly Thread[] _threads;
    private volatile int _generation;
    private int _sleeping;
    private int _pending;
    private volatile bool _stopped;
    private Exception? _failure;

    /// <param name="workers">Number of workers, the caller included; at least 1.</param>
    /// <param name="work">Called with each worker's index from 0 on.</param>
    public WorkerTeam(int workers, Action<int> work)
    {
        _work = work;
        _threads = new Thread[workers - 1];
        for (int index = 0; index < _threads.Length; index++)
        {
            int worker = index + 1;
            _threads[index] = new Thread(() => Loop(worker)) { IsBackground = true, Name = $"BnCompiler worker {worker}" };
            _threads[index].Start();
        }
    }

    /// <summary>Runs the work on every worker and returns when all are done. An exception of any of them is thrown here.</summary>
    public void Run()
    {
        ObjectDisposedException.ThrowIf(_stopped, this);
        lock (_caller)
        {
            _failure = null;
            _pending = _threads.Length;
            Wake();
            Work(0);
            var spinner = default(SpinWait);
            while (Volatile.Read(ref _pending) > 0)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }

            if (_failure is { } thrown)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown);
            }
        }
    }

    public void Dispose()
    {
        if (!_stopped)
        {
            _stopped = true;
            Wake();
            Array.ForEach(_threads, thread => thread.Join());
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            _generation++;
            if (_sleeping > 0)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void Loop(int worker)
    {
        int seen = 0;
        while (true)
        {
            WaitForGenerationAfter(seen);
            seen = _generation;
            if (_stopped)
            {
                return;
            }

            Work(worker);
            Interlocked.Decrement(ref _pending);
        }
    }

    private void WaitForGenerationAfter(int seen)
    {
        for (int spin = 0; spin < SpinsBeforeSleep; spin++)
        {
            if (_generation != seen)
            {
                return;
            }

            Thread.SpinWait(PausesPerSpin);
        }

        lock (_gate)
        {
            _sleeping++;
            while (_generation == seen)
            {
                Monitor.Wait(_gate);
            }

            _sleeping--;
        }
    }

    private void Work(int worker)
    {
        try
        {
            _work(worker);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
        }
    }
}
