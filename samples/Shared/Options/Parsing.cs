using System.CommandLine;

namespace Samples.Options;

/// <summary>How the samples start.</summary>
internal static class Parsing
{
    /// <summary>Parses, runs and returns the exit code; what does not parse is explained on standard error.</summary>
    public static int Invoke(Command command, string[] arguments)
    {
        var result = command.Parse(arguments);
        foreach (var error in result.Errors)
        {
            Console.Error.WriteLine($"error: {error.Message}");
        }

        return result.Errors.Count > 0 ? 1 : result.Invoke();
    }
}
