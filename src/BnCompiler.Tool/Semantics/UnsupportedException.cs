namespace BnCompiler.Tool.Semantics;

/// <summary>A node that cannot be brought into a declaration, or whose meaning is not known for certain. The message ends a sentence that begins with the node's name.</summary>
internal sealed class UnsupportedException(string reason) : Exception(reason);
