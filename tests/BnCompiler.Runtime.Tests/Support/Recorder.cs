namespace BnCompiler.Runtime.Tests.Support;

/// <summary>Keeps every report, and can act on it, on the reporting thread.</summary>
internal sealed class Recorder(Action<FitProgress>? react = null) : IProgress<FitProgress>
{
    public List<FitProgress> Reports { get; } = [];

    public void Report(FitProgress value)
    {
        Reports.Add(value);
        react?.Invoke(value);
    }
}
