using BnCompiler.Runtime;
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
    public PredictSpans Fold() => Fold(null).Predict;

    /// <summary>The folded network.</summary>
    public InferenceModel Fold(FoldOptions? options) =>
        network.GetType().GetMethod("Fold")!.CreateDelegate<Func<FoldOptions?, InferenceModel>>(network)(options);
}
