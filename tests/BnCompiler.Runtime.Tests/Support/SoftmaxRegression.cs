namespace BnCompiler.Runtime.Tests.Support;

/// <summary>
/// The smallest trainer: one linear layer by textbook loops, with dropout on its inputs that draws from <see cref="RandomState"/> and a
/// running mean of the inputs, so that a resumed run has something to get wrong.
/// </summary>
internal sealed class SoftmaxRegression : ITrainer
{
    private readonly float[] _gradients;
    private readonly double _dropout;
    private float[] _inputs = [];

    public SoftmaxRegression(int inputLength, int outputLength, int batchSize, double dropout = 0, int minimumBatchSize = 1)
    {
        InputLength = inputLength;
        OutputLength = outputLength;
        BatchSize = batchSize;
        MinimumBatchSize = minimumBatchSize;
        _dropout = dropout;
        Parameters = new ParameterSet(Layouts.Of(
            Layouts.Define("linear1.weight", ParameterKind.Weight, outputLength, inputLength),
            Layouts.Define("linear1.bias", ParameterKind.Bias, outputLength),
            Layouts.Define("bn1.running_mean", ParameterKind.RunningMean, inputLength)));
        Parameters.Initialize(3);
        _gradients = new float[Parameters.Layout.TrainableLength];
    }

    public ParameterSet Parameters { get; }

    public Span<float> Gradients => _gradients;

    public int BatchSize { get; }

    public int MinimumBatchSize { get; }

    public int Threads => 1;

    public int InputLength { get; }

    public int OutputLength { get; }

    public ulong RandomState { get; set; }

    /// <summary>The number of samples in each <see cref="Forward"/>.</summary>
    public List<int> Batches { get; } = [];

    /// <summary>The first value of every sample that was trained on, in order.</summary>
    public List<float> Seen { get; } = [];

    public ReadOnlySpan<float> Forward(ReadOnlySpan<float> inputs)
    {
        RandomSource random = new(RandomState++);
        Batches.Add(inputs.Length / InputLength);
        _inputs = inputs.ToArray();
        Span<float> mean = Parameters["bn1.running_mean"].Values;
        for (int i = 0; i < _inputs.Length; i++)
        {
            if (i % InputLength == 0)
            {
                Seen.Add(_inputs[i]);
            }

            mean[i % InputLength] += 0.1f * (_inputs[i] - mean[i % InputLength]);
            _inputs[i] = random.NextDouble() < _dropout ? 0 : _inputs[i];
        }

        float[] outputs = new float[inputs.Length / InputLength * OutputLength];
        Predict(_inputs, outputs);
        return outputs;
    }

    public void Backward(ReadOnlySpan<float> outputGradient)
    {
        Array.Clear(_gradients);
        Span<float> weight = _gradients.AsSpan(Parameters["linear1.weight"].Offset);
        Span<float> bias = _gradients.AsSpan(Parameters["linear1.bias"].Offset);
        for (int i = 0; i < outputGradient.Length; i++)
        {
            int sample = i / OutputLength;
            int output = i % OutputLength;
            bias[output] += outputGradient[i];
            for (int input = 0; input < InputLength; input++)
            {
                weight[(output * InputLength) + input] += outputGradient[i] * _inputs[(sample * InputLength) + input];
            }
        }
    }

    public void Predict(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        Span<float> weight = Parameters["linear1.weight"].Values;
        Span<float> bias = Parameters["linear1.bias"].Values;
        for (int i = 0; i < outputs.Length; i++)
        {
            int sample = i / OutputLength;
            int output = i % OutputLength;
            float sum = bias[output];
            for (int input = 0; input < InputLength; input++)
            {
                sum += weight[(output * InputLength) + input] * inputs[(sample * InputLength) + input];
            }

            outputs[i] = sum;
        }
    }
}
