using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace BnCompiler.Runtime;

/// <summary>
/// A fixed number of workers that do one piece of work together, again and again: the caller is worker 0, the others are
/// background threads. Workers spin for a short while between pieces, because the phases of a training step and the calls of an inference program follow each other
/// within microseconds, and then sleep, so that an idle team costs nothing. Threads know the team's state but neither the team nor, between pieces, the work: they end
/// when nobody has the team any more.
/// </summary>
internal sealed class WorkerTeam : IDisposable
{
    private readonly Lock _caller = new();
    private readonly State _state;
    private readonly Thread[] _threads;
    private readonly WorkerShare[] _shares;

    /// <param name="workers">Number of workers, the caller included; at least 1.</param>
    public WorkerTeam(int workers)
    {
        var state = _state = new State(workers);
        _shares = [.. Enumerable.Range(0, workers).Select(worker => new WorkerShare(worker, workers, state.Barrier))];
        _threads = new Thread[workers - 1];
        for (int index = 0; index < _threads.Length; index++)
        {
            _threads[index] = Start(state, index + 1);
        }
    }

    /// <summary>Ends the threads of a team that was forgotten.</summary>
    ~WorkerTeam() => _state?.Stop();

    /// <summary>How long callers have waited for workers that came late, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long Waited => _state.Barrier.Waited;

    /// <summary>What a worker does of steps that all of them share.</summary>
    public WorkerShare Share(int worker) => _shares[worker];

    /// <summary>Takes the team for this thread, unless another one has it.</summary>
    public bool TryEnter() => _caller.TryEnter();

    /// <summary>Gives it back.</summary>
    public void Exit() => _caller.Exit();

    /// <summary>Runs the work on every worker and returns when all are done; waits for other callers first. An exception of any worker is thrown here.</summary>
    /// <param name="work">Called with each worker's index from 0 on.</param>
    public void Run(Action<int> work)
    {
        ObjectDisposedException.ThrowIf(_state.IsStopped, this);
        lock (_caller)
        {
            _state.Run(work);
        }

        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        _state.Stop();
        Array.ForEach(_threads, thread => thread.Join());
        GC.SuppressFinalize(this);
    }

    // Not in the constructor, whose closure would hold the team.
    private static Thread Start(State state, int worker)
    {
        var thread = new Thread(() => state.Loop(worker)) { IsBackground = true, Name = $"BnCompiler worker {worker}" };
        thread.Start();
        return thread;
    }

    private sealed class State(int workers)
    {
        // About 100 µs: longer than the serial work between two pieces, shorter than anyone notices.
        private const int SpinsBeforeSleep = 2000;

        private readonly object _gate = new();
        private Action<int>? _work;
        private Exception? _failure;
        private int _sleeping;
        private volatile bool _stopped;
        private Padded _generation;
        private Padded _finished;
        private int _pieces;

        public WorkerBarrier Barrier { get; } = new(workers);

        public bool IsStopped => _stopped;

        public void Run(Action<int> work)
        {
            if (Barrier.IsBroken)
            {
                Barrier.Reset();
            }

            _failure = null;
            _work = work;
            Wake();
            Work(0);
            _pieces++;
            Barrier.WaitFor(ref _finished.Value, _pieces * (workers - 1));
            _work = null;
            if (_failure is { } thrown)
            {
                ExceptionDispatchInfo.Throw(thrown);
            }
        }

        public void Stop()
        {
            if (!_stopped)
            {
                _stopped = true;
                Wake();
            }
        }

        public void Loop(int worker)
        {
            int seen = 0;
            while (true)
            {
                WaitForGenerationAfter(seen);
                seen = Volatile.Read(ref _generation.Value);
                if (_stopped)
                {
                    return;
                }

                Work(worker);
                Interlocked.Increment(ref _finished.Value);
                Barrier.Wake();
            }
        }

        private void Wake()
        {
            lock (_gate)
            {
                Volatile.Write(ref _generation.Value, _generation.Value + 1);
                if (_sleeping > 0)
                {
                    Monitor.PulseAll(_gate);
                }
            }
        }

        private void WaitForGenerationAfter(int seen)
        {
            for (int spin = 0; spin < SpinsBeforeSleep; spin++)
            {
                if (Volatile.Read(ref _generation.Value) != seen)
                {
                    return;
                }

                // The caller may be the one that waits for this core.
                WorkerBarrier.Pause(spin);
            }

            lock (_gate)
            {
                _sleeping++;
                while (_generation.Value == seen)
                {
                    Monitor.Wait(_gate);
                }

                _sleeping--;
            }
        }

        // Not inlined: the frame of a sleeping thread must not hold the work.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Work(int worker)
        {
            try
            {
                _work!(worker);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, exception, null);
                Barrier.Break();
            }
        }
    }

    /// <summary>A number on cache lines of its own.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Padded
    {
        [FieldOffset(128)]
        public int Value;
    }
}
