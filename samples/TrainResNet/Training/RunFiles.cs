namespace TrainResNet.Training;

/// <summary>The files that a run leaves in its folder.</summary>
internal sealed record RunFiles(string Folder)
{
    /// <summary>Where the run stands, to resume from; written after each epoch and when it is interrupted.</summary>
    public string Checkpoint => Path.Combine(Folder, "last.safetensors");

    /// <summary>The weights of the epoch with the highest test accuracy.</summary>
    public string Best => Path.Combine(Folder, "best.safetensors");

    /// <summary>The weights at the end.</summary>
    public string Weights => Path.Combine(Folder, "resnet20.safetensors");

    /// <summary>The training curve.</summary>
    public string Picture => Path.Combine(Folder, "training-curve.svg");
}
