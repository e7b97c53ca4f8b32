using BnCompiler.Runtime;
using BnCompiler.Testing;
using BnCompiler.Tool.Declaring;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Tool.Compiling;

/// <summary>A declaration compiled in memory, with its weights loaded and folded.</summary>
internal sealed class CompiledNetwork : IDisposable
{
    private const string ClassName = "Imported";

    private const string TooLarge = "BN0014";

    private const int MostMessages = 3;

    private readonly LoadedNetworks _loaded;

    private CompiledNetwork(string source, LoadedNetworks loaded, InferenceModel model)
    {
        Source = source;
        _loaded = loaded;
        Model = model;
    }

    /// <summary>The declaration as C#.</summary>
    public string Source { get; }

    public InferenceModel Model { get; }

    /// <summary>Compiles and folds.</summary>
    /// <param name="weights">A safetensors file with other weights than the declaration's; null for those.</param>
    /// <exception cref="CompilationException">The compiler refuses the declaration.</exception>
    public static CompiledNetwork Compile(Declaration declaration, string? weights = null)
    {
        string source = DeclarationWriter.Write(declaration, ClassName, null, "Imported.");
        var loaded = Load(source);
        try
        {
            object network = loaded.Create(ClassName);
            var type = network.GetType();
            LoadWeights((ParameterSet)type.GetProperty("Parameters")!.GetValue(network)!, declaration, weights);
            return new CompiledNetwork(source, loaded, type.GetMethod("Fold")!.CreateDelegate<Func<FoldOptions?, InferenceModel>>(network)(null));
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    public void Dispose() => _loaded.Dispose();

    private static LoadedNetworks Load(string source)
    {
        var generated = NetworkCompilation.Run(source);
        var errors = generated.GeneratorDiagnostics.ToList();
        if (!generated.Sources.ContainsKey($"{ClassName}.Inference.g.cs"))
        {
            errors.AddRange(generated.AnalyzerDiagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        }

        if (errors.Count > 0)
        {
            string messages = string.Join("; ", errors.Take(MostMessages).Select(error => error.GetMessage()));
            throw errors.All(error => error.Id == TooLarge)
                ? new CompilationException(messages, isTooLarge: true)
                : new CompilationException($"the declaration does not compile: {messages}\n{source}");
        }

        try
        {
            return generated.Load();
        }
        catch (InvalidOperationException e)
        {
            throw new CompilationException($"{e.Message}\n{source}");
        }
    }

    private static void LoadWeights(ParameterSet parameters, Declaration declaration, string? weights)
    {
        if (weights is not null)
        {
            parameters.Load(weights);
            return;
        }

        using var stream = new MemoryStream();
        SafeTensorsWriter.Write(stream, WeightsWriter.Tensors(declaration));
        stream.Position = 0;
        parameters.Load(stream);
    }
}
