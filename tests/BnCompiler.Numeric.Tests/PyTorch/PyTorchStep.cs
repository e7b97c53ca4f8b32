namespace BnCompiler.Numeric.Tests.PyTorch;

/// <summary>One training step as PyTorch computed it: a case of <c>steps.json</c>, which <c>make_steps.py</c> writes.</summary>
/// <param name="Name">Which network.</param>
/// <param name="Batch">Number of samples.</param>
/// <param name="Inputs">The batch, NCHW.</param>
/// <param name="Labels">The class of each sample.</param>
/// <param name="Before">Parameters and running statistics before the step.</param>
/// <param name="Outputs">The logits.</param>
/// <param name="Loss">Softmax cross-entropy, the mean over the batch.</param>
/// <param name="Gradients">Of every parameter.</param>
/// <param name="After">Parameters and running statistics after one update.</param>
/// <param name="AfterMomentum">The same after a second update with the same gradients.</param>
internal sealed record PyTorchStep(
    string Name,
    int Batch,
    float[] Inputs,
    int[] Labels,
    Dictionary<string, float[]> Before,
    float[] Outputs,
    double Loss,
    Dictionary<string, float[]> Gradients,
    Dictionary<string, float[]> After,
    Dictionary<string, float[]> AfterMomentum)
{
    public static PyTorchSteps All { get; } = PyTorchFile.Read<PyTorchSteps>("steps.json");
}

/// <summary>The whole of <c>steps.json</c>.</summary>
/// <param name="LearningRate">Of SGD.</param>
/// <param name="Momentum">Of SGD.</param>
/// <param name="Cases">The steps.</param>
internal sealed record PyTorchSteps(double LearningRate, double Momentum, PyTorchStep[] Cases);
