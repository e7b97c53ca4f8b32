namespace BnCompiler.Tool.Compiling;

/// <summary>A declaration that was written here does not compile: a fault of the tool or of the compiler, or a network beyond its limits.</summary>
/// <param name="isTooLarge">Whether it is beyond the compiler's limits.</param>
internal sealed class CompilationException(string message, bool isTooLarge = false) : Exception(message)
{
    public bool IsTooLarge { get; } = isTooLarge;
}
