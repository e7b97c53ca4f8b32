using System.Reflection;
using System.Runtime.Loader;

namespace BnCompiler.Testing;

/// <summary>Networks that were compiled in memory and can be run. Disposing it unloads them.</summary>
public sealed class LoadedNetworks : IDisposable
{
    private readonly AssemblyLoadContext context = new("Networks", isCollectible: true);

    internal LoadedNetworks(Stream image) => Assembly = context.LoadFromStream(image);

    /// <summary>The assembly with the networks.</summary>
    public Assembly Assembly { get; }

    /// <summary>Creates a network with parameters initialised from a seed.</summary>
    /// <param name="fullName">The class with its namespace.</param>
    /// <param name="seed">The seed of the initialiser.</param>
    /// <returns>The network, an instance of the class.</returns>
    public object Create(string fullName, int seed = 0) =>
        Construct(Assembly.GetType(fullName, throwOnError: true)!, seed);

    /// <inheritdoc/>
    public void Dispose() => context.Unload();

    // new X(seed: seed), with the defaults of whatever follows.
    private static object Construct(Type network, int seed)
    {
        var constructor = network.GetConstructors().Single(candidate => candidate.GetParameters() is [{ Name: "seed" }, ..]);
        object?[] arguments = [seed, .. constructor.GetParameters().Skip(1).Select(parameter => parameter.DefaultValue)];
        return constructor.Invoke(arguments);
    }
}
