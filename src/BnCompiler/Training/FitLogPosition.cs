namespace BnCompiler;

/// <summary>The place of a row in the order of a log: the row of an epoch follows those of its steps.</summary>
internal readonly record struct FitLogPosition(int Epoch, int Step, bool IsEpoch) : IComparable<FitLogPosition>
{
    public const string StepRow = "step";
    public const string EpochRow = "epoch";

    /// <summary>A position from the texts of a row; null where they are none.</summary>
    public static FitLogPosition? Of(string? row, int epoch, int step) =>
        row is StepRow or EpochRow ? new FitLogPosition(epoch, step, row == EpochRow) : null;

    public int CompareTo(FitLogPosition other) => (Epoch, Step, IsEpoch).CompareTo((other.Epoch, other.Step, other.IsEpoch));
}
