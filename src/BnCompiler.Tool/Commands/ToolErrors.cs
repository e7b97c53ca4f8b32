using BnCompiler.Tool.Compiling;
using BnCompiler.Tool.Exporting;
using BnCompiler.Tool.Onnx;

namespace BnCompiler.Tool.Commands;

/// <summary>How commands fail.</summary>
internal static class ToolErrors
{
    /// <summary>Runs a command; what is wrong with its files goes to standard error, and the exit code is 1.</summary>
    public static int Report(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is OnnxException or DeclarationException or ExportException or ParameterMismatchException or SafeTensorsException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"error: {e.Message}");
            return 1;
        }
    }
}
