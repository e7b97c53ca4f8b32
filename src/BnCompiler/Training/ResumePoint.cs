namespace BnCompiler;

/// <summary>The checkpoint from which a run goes on.</summary>
/// <param name="Path">The file: that of <see cref="FitOptions.ResumeFrom"/>, or the one before it.</param>
/// <param name="Epoch">The epoch that the next step belongs to, from 1.</param>
/// <param name="Step">Steps of that epoch that are done.</param>
/// <param name="Problem">Why the checkpoint before the newest was taken: the newest is damaged or missing, and how. Null where the newest was taken.</param>
public sealed record ResumePoint(string Path, int Epoch, int Step, string? Problem);
