namespace BnCompiler.Tool.Onnx;

/// <summary>A file is no ONNX model, breaks the format's rules, or exceeds a limit. The message says where, what came and what was expected.</summary>
internal sealed class OnnxException(string message, Exception? inner = null) : Exception(message, inner);
