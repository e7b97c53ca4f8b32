using System.Diagnostics;

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

    // About a microsecond: workers of a call are hardly further apart.
    private const int SpinsBeforeCounting = 20;

    // About 10 µs: the other one has no core at the moment.
    private const int SpinsBeforeYield = 200;

    private readonly int[] _arrivals = new int[(workers + 1) * Apart];
    private volatile bool _broken;
    private long _waited;

    /// <summary>How long worker 0 has waited where it had to wait long, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Waited => _waited;

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
            ref int others = ref Arrivals(other);
            if (!Reached(ref others, arrival) && !Wait(ref others, arrival, worker == 0, endsWhenBroken: true))
            {
                throw new InvalidOperationException("Another worker of the call has failed.");
            }
        }
    }

    /// <summary>Worker 0 waits until a count that others increase has reached a number, whether or not one of them has failed.</summary>
    public void WaitFor(ref int count, int number)
    {
        if (!Reached(ref count, number))
        {
            Wait(ref count, number, counts: true, endsWhenBroken: false);
        }
    }

    // The difference, because counts start again below zero.
    private static bool Reached(ref int count, int number) => Volatile.Read(ref count) - number >= 0;

    private bool Wait(ref int count, int number, bool counts, bool endsWhenBroken)
    {
        long start = 0;
        for (int spin = 0; !Reached(ref count, number); spin++)
        {
            if (endsWhenBroken && _broken)
            {
                return false;
            }

            if (spin < SpinsBeforeYield)
            {
                Thread.SpinWait(1);
            }
            else if (!Thread.Yield())
            {
                // Nobody else waits for this core.
                Thread.SpinWait(1);
            }

            if (spin == SpinsBeforeCounting && counts)
            {
                start = Stopwatch.GetTimestamp();
            }
        }

        if (start != 0)
        {
            _waited += Stopwatch.GetTimestamp() - start;
        }

        return true;
    }

    private ref int Arrivals(int worker) => ref _arrivals[(worker + 1) * Apart];
}
