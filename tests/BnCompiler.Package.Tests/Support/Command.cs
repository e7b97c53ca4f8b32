using System.Diagnostics;

namespace BnCompiler.Package.Tests.Support;

/// <summary>A finished process: its exit code, what it wrote, and how long it took from its start to its end.</summary>
internal sealed record Command(string Line, int ExitCode, string Output, string Errors, TimeSpan Duration)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <summary>What it wrote, where it succeeded; everything it said, as a failure, where it did not.</summary>
    public string Succeeded()
    {
        Assert.True(ExitCode == 0, $"'{Line}' ended with {ExitCode}:\n{Output}{Errors}");
        return Output;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="TimeoutException">It took more than five minutes and was killed.</exception>
    public static async Task<Command> Run(string folder, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        string line = string.Join(' ', [program, .. arguments]);
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        var watch = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource late = new(s_limit);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{line}' took more than {s_limit.TotalMinutes} minutes.");
        }

        TimeSpan duration = watch.Elapsed;
        return new Command(line, process.ExitCode, await output, await errors, duration);
    }
}
