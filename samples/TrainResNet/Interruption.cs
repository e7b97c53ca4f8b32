namespace TrainResNet;

/// <summary>Lets Ctrl+C end a run between two steps, so that its checkpoint is written; a second one ends the program.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public Interruption() => Console.CancelKeyPress += Cancel;

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= Cancel;
        _source.Dispose();
    }

    private void Cancel(object? sender, ConsoleCancelEventArgs arguments)
    {
        arguments.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
