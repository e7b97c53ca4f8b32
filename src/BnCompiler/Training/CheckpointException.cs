namespace BnCompiler;

/// <summary>A checkpoint that is damaged, or that belongs to another run. Nothing was changed.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Whether the file is broken, rather than an intact one of another run.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>Says what is wrong.</summary>
    /// <param name="message">The file, what it has and what was expected.</param>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong.</summary>
    /// <param name="message">The file, what it has and what was expected.</param>
    /// <param name="innerException">The cause.</param>
    public CheckpointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
