using BnCompiler.Runtime;

namespace ModelZoo.Peers;

/// <summary>A model and how many threads a prediction may use at most. The model runs on the caller's thread only.</summary>
internal sealed record ThreadedModel(InferenceModel Model, int Threads)
{
    public void Predict(ReadOnlySpan<float> input, Span<float> output) => Model.Predict(input, output);
}
