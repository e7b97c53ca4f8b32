using System.CommandLine;
using ModelZoo.Commands;
using Samples.Options;

namespace ModelZoo;

/// <summary>The commands of the sample.</summary>
internal static class CommandLine
{
    public static int Invoke(string[] arguments) => Parsing.Invoke(
        new RootCommand("Networks that everybody knows, declared by hand.") { SummaryCommand.Create(), VerifyCommand.Create(), BenchCommand.Create(), BenchCommand.CreateForTraining(), FirstCommand.Create() },
        arguments);
}
