using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Passes;

/// <summary>One rewrite of a graph. Running it again on what it made changes nothing.</summary>
internal abstract class Pass
{
    /// <summary>Verb and object, as in logs and verifier messages.</summary>
    public string Name => GetType().Name;

    /// <summary>Whether the graph has anything that the pass is about; where it has not, the pass is left out of the log and of the emitted headers.</summary>
    public virtual bool Concerns(Graph graph) => true;

    /// <summary>The graph with what the pass does done, and in <paramref name="log"/> why.</summary>
    public abstract Graph Run(Graph graph, PassLog log);
}
