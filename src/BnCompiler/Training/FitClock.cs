namespace BnCompiler;

/// <summary>Measures the training time of an epoch and how long a step takes, validation and checkpoints included.</summary>
internal sealed class FitClock(TimeProvider time)
{
    private readonly long _begin = time.GetTimestamp();
    private long _start;
    private long _steps;

    /// <summary>Training time of the epoch so far.</summary>
    public double Seconds { get; set; }

    public void Start() => _start = time.GetTimestamp();

    public void Stop()
    {
        Seconds += time.GetElapsedTime(_start).TotalSeconds;
        _steps++;
    }

    /// <summary>As many steps at the mean pace of this run so far.</summary>
    public TimeSpan TimeLeft(long steps) => time.GetElapsedTime(_begin) / Math.Max(1, _steps) * steps;
}
