using System.CommandLine;

namespace ModelZoo;

/// <summary>The commands of the sample and their help texts.</summary>
internal static class CommandLine
{
    /// <summary>Parses, runs and returns the exit code; what does not parse is explained on standard error.</summary>
    public static int Invoke(string[] arguments)
    {
        var root = new RootCommand("Networks that everybody knows, declared by hand.") { Summary() };
        var result = root.Parse(arguments);
        foreach (var error in result.Errors)
        {
            Console.Error.WriteLine($"error: {error.Message}");
        }

        return result.Errors.Count > 0 ? 1 : result.Invoke();
    }

    private static Command Summary()
    {
        var name = new Argument<string?>("NAME") { Description = "A network; all of them without one.", Arity = ArgumentArity.ZeroOrOne };
        name.AcceptOnlyFromAmong([.. Zoo.Networks.Select(network => network.Name)]);
        var command = new Command("summary", "Prints layers, shapes, parameters, multiply-adds, and what the compiler did.") { name };
        command.SetAction(parsed =>
        {
            string? chosen = parsed.GetValue(name);
            var summaries = Zoo.Networks.Where(network => chosen is null || network.Name == chosen).Select(network => network.Summary);
            Console.Out.WriteLine(string.Join("\n\n", summaries));
            return 0;
        });
        return command;
    }
}
