using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;
using BnCompiler.Runtime;
using BnCompiler.Testing;
using BnCompiler.Tool.Compiling;

namespace BnCompiler.Tool.Exporting;

/// <summary>A network declared in C#, compiled in memory.</summary>
internal sealed class SourceNetwork : IDisposable
{
    private readonly LoadedNetworks _loaded;
    private readonly object _network;

    private SourceNetwork(NetworkDeclaration declaration, Graph graph, LoadedNetworks loaded, int seed)
    {
        Declaration = declaration;
        Graph = graph;
        _loaded = loaded;
        _network = loaded.Create(declaration.FullName, seed);
        Parameters = (ParameterSet)_network.GetType().GetProperty("Parameters")!.GetValue(_network)!;
    }

    public NetworkDeclaration Declaration { get; }

    /// <summary>The graph as declared, before any pass.</summary>
    public Graph Graph { get; }

    public ParameterSet Parameters { get; }

    /// <summary>Compiles a network.</summary>
    /// <param name="sources">The text of the files with the network and its blocks.</param>
    /// <param name="name">The class, with or without its namespace; null where the files declare one network only.</param>
    /// <param name="seed">Of the weights, until others are loaded.</param>
    /// <exception cref="DeclarationException">There is no such network, or it does not compile.</exception>
    public static SourceNetwork Compile(string[] sources, string? name, int seed)
    {
        var (declaration, graph) = SourceDeclaration.Build(sources, name);
        try
        {
            return new SourceNetwork(declaration, graph, NetworkCompilation.Run(sources).Load(), seed);
        }
        catch (InvalidOperationException e)
        {
            throw new DeclarationException(e.Message);
        }
    }

    /// <summary>The inference model with the parameters as they are.</summary>
    public InferenceModel Fold() => _network.GetType().GetMethod("Fold")!.CreateDelegate<Func<FoldOptions?, InferenceModel>>(_network)(null);

    public void Dispose() => _loaded.Dispose();
}
