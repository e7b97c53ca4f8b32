using System.CommandLine;
using BnCompiler;

namespace ModelZoo.Commands;

/// <summary>A command on the peers' models.</summary>
internal static class PeerCommand
{
    /// <summary>Runs; what is wrong with the files goes to standard error.</summary>
    /// <param name="run">Returns whether all is well.</param>
    public static Command Create(string name, string description, CaseOptions options, Func<ParseResult, bool> run)
    {
        var command = new Command(name, description);
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            try
            {
                return run(parsed) ? 0 : 1;
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or SafeTensorsException or ParameterMismatchException)
            {
                Console.Error.WriteLine($"error: {e.Message}");
                return 1;
            }
        });
        return command;
    }
}
