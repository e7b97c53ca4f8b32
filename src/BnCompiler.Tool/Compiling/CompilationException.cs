namespace BnCompiler.Tool.Compiling;

/// <summary>A declaration that was written here does not compile: a fault of the tool or of the compiler.</summary>
internal sealed class CompilationException(string message) : Exception(message);
