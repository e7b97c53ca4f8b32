namespace BnCompiler;

/// <summary>One piece of work, done again and again by a thread of its own while the owner does something else. The thread sleeps in between.</summary>
internal sealed class BackgroundWork : IDisposable
{
    private readonly object _gate = new();
    private readonly Action _work;
    private readonly Thread _thread;
    private Exception? _failure;
    private bool _asked;
    private bool _stopped;

    /// <param name="name">The thread's name.</param>
    /// <param name="work">What it does.</param>
    public BackgroundWork(string name, Action work)
    {
        _work = work;
        _thread = new Thread(Loop) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Has the work done once more. The last time must have been waited for.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _asked = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Returns when the work is done, at once where none is under way.</summary>
    /// <returns>What it threw; null where it threw nothing.</returns>
    public Exception? Wait()
    {
        lock (_gate)
        {
            while (_asked)
            {
                Monitor.Wait(_gate);
            }

            Exception? failure = _failure;
            _failure = null;
            return failure;
        }
    }

    /// <summary>Ends the thread, after the work that is under way.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
    }

    private void Loop()
    {
        while (WaitForStart())
        {
            Exception? failure = null;
            try
            {
                _work();
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            lock (_gate)
            {
                _failure = failure;
                _asked = false;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private bool WaitForStart()
    {
        lock (_gate)
        {
            while (!_asked && !_stopped)
            {
                Monitor.Wait(_gate);
            }

            return !_stopped;
        }
    }
}
