using System.Diagnostics;
using BnCompiler.Runtime.Tests.Support;
using Xunit.Abstractions;

namespace BnCompiler.Runtime.Tests.Training;

public class KillTests(ITestOutputHelper output)
{
    private const int Kills = 20;

    /// <summary>
    /// A process that trains is killed twenty times, at moments that a seed decides but the machine's speed does too, and goes on each time. Whatever it was doing, what comes
    /// out in the end are the files of the run that nobody disturbed: parameters, optimiser, average, history, the best parameters, the log.
    /// </summary>
    [Fact]
    public void ARunThatIsKilledTwentyTimes_EndsAsTheOneThatIsNot()
    {
        using TemporaryFolder undisturbed = new();
        using TemporaryFolder killed = new();
        FitResult expected = KillTarget.Train(undisturbed.Path, progress: null);

        RandomSource random = new(11UL);
        HashSet<string> positions = [];
        for (int kill = 0; kill < Kills; kill++)
        {
            // A few before the first step; most between steps, in them and in the writing of checkpoints.
            bool afterAStep = kill % 5 != 0;
            positions.Add(Kill(killed.Path, afterAStep, TimeSpan.FromMilliseconds(random.NextDouble() * (afterAStep ? 150 : 300))));
        }

        output.WriteLine($"Killed after: {string.Join(", ", positions)}.");
        Assert.True(positions.Count >= Kills / 3, $"The kills met the run at {positions.Count} places only: {string.Join(", ", positions)}.");
        Assert.Contains(killed.Names, name => name is KillTarget.LastName or KillTarget.LastName + Checkpoint.PreviousSuffix);
        FitResult resumed = KillTarget.Train(killed.Path, progress: null);
        Assert.NotNull(resumed.ResumedFrom);
        Assert.Equal(WithoutTime(expected), WithoutTime(resumed));
        Assert.Equal(Tensors(undisturbed.File(KillTarget.LastName)), Tensors(killed.File(KillTarget.LastName)));
        Assert.Equal(File.ReadAllBytes(undisturbed.File(KillTarget.BestName)), File.ReadAllBytes(killed.File(KillTarget.BestName)));
        Assert.Equal(Rows(undisturbed.File(KillTarget.LogName)), Rows(killed.File(KillTarget.LogName)));
        Assert.Equal(undisturbed.Names, killed.Names);
    }

    /// <summary>Starts the process and kills it some time after its start or after its first step; returns the last step that it told of.</summary>
    private static string Kill(string folder, bool afterAStep, TimeSpan delay)
    {
        using Process process = new();
        process.StartInfo = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet")
        {
            ArgumentList = { typeof(KillTarget).Assembly.Location, folder, "10" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string last = "the start";
        using ManualResetEventSlim stepped = new();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } position)
            {
                last = position;
                stepped.Set();
            }
        };
        process.Start();
        process.BeginOutputReadLine();
        if (afterAStep)
        {
            Assert.True(stepped.Wait(TimeSpan.FromSeconds(60)), "The process took no step: " + (process.HasExited ? process.StandardError.ReadToEnd() : "it still runs."));
        }

        Thread.Sleep(delay);
        Assert.False(process.HasExited, "The process came to its end before it was killed: the run is too short.");
        process.Kill();
        process.WaitForExit();
        return last;
    }

    private static EpochResult[] WithoutTime(FitResult result) => [.. result.History.Select(epoch => epoch with { Seconds = 0 })];

    private static Dictionary<string, uint[]> Tensors(string path)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        Dictionary<string, uint[]> tensors = [];
        foreach (SafeTensorsEntry entry in file.Tensors)
        {
            float[] values = new float[entry.Length];
            file.ReadSingles(entry, values);
            tensors.Add(entry.Name, Bits.Of(values));
        }

        Assert.Contains("average.residuals", tensors.Keys);
        Assert.Contains("optimizer.momentum_buffer", tensors.Keys);
        return tensors;
    }

    /// <summary>The log without the two columns that tell time.</summary>
    private static string[] Rows(string path) =>
        [.. File.ReadAllLines(path).Select(line => string.Join(',', line.Split(',').Where((_, column) => column is not (6 or 8))))];
}
