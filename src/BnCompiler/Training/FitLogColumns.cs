namespace BnCompiler;

/// <summary>The numbers of a row, in their order.</summary>
internal static class FitLogColumns
{
    public const string Row = "row";
    public const string Epoch = "epoch";
    public const string Step = "step";

    public static readonly (string Name, Func<FitProgress, double?> ValueOf)[] All =
    [
        (Epoch, progress => progress.Epoch),
        (Step, progress => progress.Step),
        ("learning_rate", progress => progress.LearningRate),
        ("loss", progress => progress.Loss),
        ("accuracy", progress => progress.Accuracy),
        ("images_per_second", progress => progress.ImagesPerSecond),
        ("weight_norm", progress => progress.WeightNorm),
        ("seconds", progress => progress.Seconds),
        ("validation_loss", progress => progress.Completed?.ValidationLoss),
        ("validation_accuracy", progress => progress.Completed?.ValidationAccuracy),
    ];
}
