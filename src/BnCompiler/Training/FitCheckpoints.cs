using System.Globalization;

namespace BnCompiler;

/// <summary>The files of a run: the one it goes on from, the latest checkpoint, the best parameters.</summary>
internal sealed class FitCheckpoints(ITrainer trainer, FitOptions options)
{
    // Whether the file at LastPath is a checkpoint of this run that was whole when it was last looked at. Any other may be damaged, or an older run's.
    private bool _lastIsOurs;

    // A good checkpoint of this run that must outlive a damaged newest one.
    private bool _previousIsOurs;

    /// <summary>Reads where the run goes on. A damaged or missing checkpoint gives way to the one before it.</summary>
    public (CheckpointState State, ResumePoint Point) Resume(string path, RunIdentity identity)
    {
        (CheckpointState state, string source, string? problem) = Checkpoint.ReadNewest(path, trainer.Parameters, options.Optimizer, options.Average, identity);
        bool isLast = options.Checkpoints?.LastPath is { } last && Path.GetFullPath(last) == Path.GetFullPath(path);
        _lastIsOurs = isLast && problem is null;
        _previousIsOurs = isLast && problem is not null;
        return (state, new ResumePoint(source, state.Epoch + 1, state.Step, problem));
    }

    /// <summary>Removes what writers that were killed left behind.</summary>
    public void Clean()
    {
        foreach (string path in new[] { options.Checkpoints?.LastPath, options.Checkpoints?.BestPath }.OfType<string>())
        {
            AtomicFile.DeleteLeftovers(path);
        }
    }

    /// <summary>Writes the latest checkpoint and keeps the one before it.</summary>
    public void WriteLast(CheckpointState state)
    {
        if (options.Checkpoints?.LastPath is not { } path)
        {
            return;
        }

        string previous = path + Checkpoint.PreviousSuffix;
        Checkpoint.Write(path, _lastIsOurs ? previous : null, trainer.Parameters, options.Optimizer, options.Average, state);
        if (!_lastIsOurs && !_previousIsOurs)
        {
            // Another run's, which a fallback must not meet.
            File.Delete(previous);
        }

        _lastIsOurs = true;
    }

    /// <summary>Writes the parameters of an epoch, as they are now.</summary>
    public void WriteBest(string path, EpochResult epoch)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        SaveOptions defaults = new();
        trainer.Parameters.Save(path, defaults with
        {
            Metadata = defaults.Metadata.Add("epoch", epoch.Epoch.ToString(CultureInfo.InvariantCulture)),
        });
    }
}
