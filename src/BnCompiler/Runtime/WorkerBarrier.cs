namespace BnCompiler.Runtime;

/// <summary>
/// Where workers wait for each other. Each counts, on cache lines of its own, the times that it has arrived, and waits until every other one has counted as far: no
/// line is written by two.
/// </summary>
/// <param name="workers">Number of workers.</param>
internal sealed class WorkerBarrier(int workers)
{
    // Two cache lines, because processors fetch them in pairs.
    private const int Apart = 32;

    // About 10 µs: longer than the workers of a call are apart, unless a thread has no core.
    private const int SpinsBeforeYield = 200;

    private readonly int[] _arrivals = new int[(workers + 1) * Apart];
    private volatile bool _broken;

    /// <summary>Whether a worker has failed, so that waiting for it would never end.</summary>
    public bool IsBroken => _broken;

    /// <summary>Lets nobody wait any more: those who do get an exception.</summary>
    public void Break() => _broken = true;

    /// <summary>Makes it as new; no worker may be inside.</summary>
    public void Reset()
    {
        Array.Clear(_arrivals);
        _broken = false;
    }

    /// <summary>Arrives, and returns when all have.</summary>
    /// <param name="worker">Who arrives.</param>
    /// <exception cref="InvalidOperationException">Another worker has failed.</exception>
    public void Meet(int worker)
    {
        ref int own = ref Arrivals(worker);
        int arrival = own + 1;
        Volatile.Write(ref own, arrival);
        for (int other = 0; other < workers; other++)
        {
            // The difference, because counts start again below zero.
            if (Volatile.Read(ref Arrivals(other)) - arrival < 0)
            {
                WaitFor(other, arrival);
            }
        }
    }

    private void WaitFor(int other, int arrival)
    {
        var spinner = default(SpinWait);
        for (int spin = 0; Volatile.Read(ref Arrivals(other)) - arrival < 0; spin++)
        {
            if (_broken)
            {
                throw new InvalidOperationException("Another worker of the call has failed.");
            }

            if (spin < SpinsBeforeYield)
            {
                Thread.SpinWait(1);
            }
            else
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    private ref int Arrivals(int worker) => ref _arrivals[(worker + 1) * Apart];
}
