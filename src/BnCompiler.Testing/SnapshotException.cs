namespace BnCompiler.Testing;

/// <summary>A text differs from its verified file, or has none.</summary>
/// <param name="message">The files, how to accept, and the first difference.</param>
public sealed class SnapshotException(string message) : Exception(message);
