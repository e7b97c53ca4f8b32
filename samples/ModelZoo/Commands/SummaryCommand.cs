using System.CommandLine;

namespace ModelZoo.Commands;

/// <summary><c>summary</c>: what the compiler says of a network.</summary>
internal static class SummaryCommand
{
    public static Command Create()
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
