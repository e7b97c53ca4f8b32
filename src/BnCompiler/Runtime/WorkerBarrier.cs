using System.Diagnostics;

namespace BnCompiler.Runtime;

/// <summary>
/// Where workers wait for each other. Each counts, on cache lines of its own, the times that it has arrived, and waits until every other one has counted as far: no
/// line is written by two. Who has waited longer than a call's workers are apart sleeps, so that the others get its core where cores are short.
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

    // About 30 µs more, a few times what it takes to wake somebody.
    private const int SpinsBeforeSleep = SpinsBeforeYield + 60;

    private readonly int[] _arrivals = new int[(workers + 1) * Apart];
    private readonly object _gate = new();
    private int _sleeping;
    private volatile bool _broken;
    private long _waited;

    /// <summary>How long worker 0 has waited where it had to wait long, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Waited => _waited;

    /// <summary>Whether a worker has failed, so that waiting for it would never end.</summary>
    public bool IsBroken => _broken;

    /// <summary>Lets nobody wait any more: those who do get an exception.</summary>
    public void Break()
    {
        _broken = true;
        Wake();
    }

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
        Wake();
        for (int other = 0; other < workers; other++)
        {
            ref int others = ref Arrivals(other);
            if (!Reached(ref others, arrival) && !Wait(ref others, arrival, worker == 0, endsWhenBroken: true))
            {
                throw new InvalidOperationException("Another worker of the call has failed.");
            }
        }
    }

    /// <summary>Wakes those who sleep, after a count has been increased.</summary>
    public void Wake()
    {
        // Between the count and the question who sleeps: whoever goes to sleep says so before looking at the count for the last time.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleeping) > 0)
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Lets a moment pass between two looks at what others write: on this core, and later on by giving it to whoever waits for it.</summary>
    /// <param name="spin">Looks so far.</param>
    public static void Pause(int spin)
    {
        // Yield says whether somebody else waited for this core.
        if (spin < SpinsBeforeYield || !Thread.Yield())
        {
            Thread.SpinWait(1);
        }
    }

    /// <summary>Worker 0 waits until a count that others increase, and <see cref="Wake">wake</see> it then, has reached a number, whether or not one of them has failed.</summary>
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

            if (spin < SpinsBeforeSleep)
            {
                Pause(spin);
            }
            else
            {
                Sleep(ref count, number, endsWhenBroken);
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

    private void Sleep(ref int count, int number, bool endsWhenBroken)
    {
        lock (_gate)
        {
            // With the barrier that Wake has too.
            Interlocked.Increment(ref _sleeping);
            while (!Reached(ref count, number) && !(endsWhenBroken && _broken))
            {
                Monitor.Wait(_gate);
            }

            _sleeping--;
        }
    }

    private ref int Arrivals(int worker) => ref _arrivals[(worker + 1) * Apart];
}
