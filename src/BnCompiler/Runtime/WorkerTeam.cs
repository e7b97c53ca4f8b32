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

    private readonly Lock caller = new();
    private readonly object gate = new();
    private readonly Action<int> work;
    private readonly Thread[] threads;
    private volatile int generation;
    private int sleeping;
    private int pending;
    private volatile bool stopped;
    private Exception? failure;

    /// <param name="workers">Number of workers, the caller included; at least 1.</param>
    /// <param name="work">Called with each worker's index from 0 on.</param>
    public WorkerTeam(int workers, Action<int> work)
    {
        this.work = work;
        threads = new Thread[workers - 1];
        for (int index = 0; index < threads.Length; index++)
        {
            int worker = index + 1;
            threads[index] = new Thread(() => Loop(worker)) { IsBackground = true, Name = $"BnCompiler worker {worker}" };
            threads[index].Start();
        }
    }

    /// <summary>Runs the work on every worker and returns when all are done. An exception of any of them is thrown here.</summary>
    public void Run()
    {
        ObjectDisposedException.ThrowIf(stopped, this);
        lock (caller)
        {
            failure = null;
            pending = threads.Length;
            Wake();
            Work(0);
            var spinner = default(SpinWait);
            while (Volatile.Read(ref pending) > 0)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }

            if (failure is { } thrown)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown);
            }
        }
    }

    public void Dispose()
    {
        if (!stopped)
        {
            stopped = true;
            Wake();
            Array.ForEach(threads, thread => thread.Join());
        }
    }

    private void Wake()
    {
        lock (gate)
        {
            generation++;
            if (sleeping > 0)
            {
                Monitor.PulseAll(gate);
            }
        }
    }

    private void Loop(int worker)
    {
        int seen = 0;
        while (true)
        {
            WaitForGenerationAfter(seen);
            seen = generation;
            if (stopped)
            {
                return;
            }

            Work(worker);
            Interlocked.Decrement(ref pending);
        }
    }

    private void WaitForGenerationAfter(int seen)
    {
        for (int spin = 0; spin < SpinsBeforeSleep; spin++)
        {
            if (generation != seen)
            {
                return;
            }

            Thread.SpinWait(PausesPerSpin);
        }

        lock (gate)
        {
            sleeping++;
            while (generation == seen)
            {
                Monitor.Wait(gate);
            }

            sleeping--;
        }
    }

    private void Work(int worker)
    {
        try
        {
            work(worker);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref failure, exception, null);
        }
    }
}
