using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Passes;

namespace BnCompiler.Generator.Tests.Passes;

internal static class PassAssert
{
    /// <summary>Runs the passes, verifies and prints the graph, and demands that running them again changes nothing.</summary>
    public static string Print(Graph graph, params Pass[] passes)
    {
        string printed = GraphPrinter.Print(Run(graph, passes));
        Assert.Equal(printed, GraphPrinter.Print(Run(Run(graph, passes), passes)));
        return printed;
    }

    public static Graph Run(Graph graph, params Pass[] passes) => new PassPipeline([.. passes]).Run(graph).Graph;

    public static string[] Decisions(Graph graph, params Pass[] passes) =>
        [.. new PassPipeline([.. passes]).Run(graph).Log.SelectMany(record => record.Decisions)];
}
