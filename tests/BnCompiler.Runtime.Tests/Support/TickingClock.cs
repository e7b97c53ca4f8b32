namespace BnCompiler.Runtime.Tests.Support;

/// <summary>A clock on which a second passes between one look and the next.</summary>
internal sealed class TickingClock : TimeProvider
{
    private long _seconds;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => _seconds++;
}
