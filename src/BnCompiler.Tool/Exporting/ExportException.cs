namespace BnCompiler.Tool.Exporting;

/// <summary>A network cannot be exported. The message names the layer, what came and what was expected.</summary>
internal sealed class ExportException(string message) : Exception(message);
