namespace BnCompiler;

/// <summary>A file that breaks the rules of the safetensors format; the message says which rule and where.</summary>
public sealed class SafeTensorsException : FormatException
{
    /// <summary>Says which rule was broken.</summary>
    /// <param name="message">The rule, what came and what was expected.</param>
    public SafeTensorsException(string message)
        : base(message)
    {
    }

    /// <summary>Says which rule was broken.</summary>
    /// <param name="message">The rule, what came and what was expected.</param>
    /// <param name="innerException">The cause.</param>
    public SafeTensorsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
