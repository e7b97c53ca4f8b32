namespace BnCompiler.Runtime.Tests.Support;

/// <summary>A trainer that does nothing and allocates nothing.</summary>
internal sealed class IdleTrainer(int inputLength, int batchSize) : ITrainer
{
    private readonly float[] _outputs = new float[2 * batchSize];
    private readonly float[] _gradients = new float[16];

    public ParameterSet Parameters { get; } = new(Layouts.Of(Layouts.Define("linear1.bias", ParameterKind.Bias, 2)));

    public Span<float> Gradients => _gradients;

    public int BatchSize => batchSize;

    public int Threads => 1;

    public int InputLength => inputLength;

    public int OutputLength => 2;

    public ulong RandomState { get; set; }

    public ReadOnlySpan<float> Forward(ReadOnlySpan<float> inputs) => _outputs.AsSpan(0, inputs.Length / inputLength * 2);

    public void Backward(ReadOnlySpan<float> outputGradient)
    {
    }

    public void Predict(ReadOnlySpan<float> inputs, Span<float> outputs) => outputs.Clear();
}
