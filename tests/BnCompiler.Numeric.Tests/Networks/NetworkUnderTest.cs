using System.Reflection;
using BnCompiler.Testing;

namespace BnCompiler.Numeric.Tests.Networks;

internal delegate void PredictSpans(ReadOnlySpan<float> input, Span<float> output);

/// <summary>A compiled network behind its public face: what a user's code calls, found by name.</summary>
internal sealed class NetworkUnderTest(LoadedNetworks networks, string fullName)
{
    private readonly object network = networks.Create(fullName);

    public ParameterSet Parameters => (ParameterSet)network.GetType().GetProperty("Parameters")!.GetValue(network)!;

    public NetworkTrainer CreateTrainer(int batchSize, int threads) =>
        (NetworkTrainer)Activator.CreateInstance(network.GetType().GetNestedType("Trainer")!, network, batchSize, threads)!;

    /// <summary>The folded network's <c>Predict</c>, for one sample or many.</summary>
    public PredictSpans Fold()
    {
        var fold = network.GetType().GetMethod("Fold", BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes)!;
        object inference = fold.Invoke(network, null)!;
        var predict = inference.GetType().GetMethod("Predict", [typeof(ReadOnlySpan<float>), typeof(Span<float>)])!;
        return predict.CreateDelegate<PredictSpans>(inference);
    }
}
