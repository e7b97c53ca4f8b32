namespace BnCompiler.Tool.Compiling;

/// <summary>A declaration cannot be read, or does not compile. The message names the class or file, what came and what was expected.</summary>
internal sealed class DeclarationException(string message) : Exception(message);
