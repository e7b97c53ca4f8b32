namespace BnCompiler.Numeric.Tests.PyTorch;

/// <summary>Steps of ResNet-20 as PyTorch took them in float64: <c>trajectory.json</c>, which <c>make_trajectory.py</c> writes.</summary>
/// <param name="Steps">How many.</param>
/// <param name="Batch">Number of samples in each.</param>
/// <param name="LearningRate">Of SGD.</param>
/// <param name="Momentum">Of SGD.</param>
/// <param name="Losses">Softmax cross-entropy of each step, the mean over the batch.</param>
/// <param name="LossDeviations">How far PyTorch's float32 is away from them.</param>
/// <param name="Tensors">Parameters and running statistics behind the last step, in ordinal order.</param>
internal sealed record Trajectory(int Steps, int Batch, double LearningRate, double Momentum, double[] Losses, double[] LossDeviations, TrajectoryTensor[] Tensors)
{
    public static Trajectory ResNet20 { get; } = PyTorchFile.Read<Trajectory>("trajectory.json");

    /// <summary>The same numbers from −1 to 1 as <c>uniform</c> of the script: SplitMix64 (Steele, Lea and Flood, 2014) of stream and index.</summary>
    public static double[] Uniform(int stream, int count) => [.. Enumerable.Range(0, count).Select(index => Uniform(((ulong)stream << 32) + (ulong)index))];

    private static double Uniform(ulong counter)
    {
        ulong z = unchecked(counter + 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        z ^= z >> 31;
        return ((double)(z >> 40) / (1 << 23)) - 1;
    }
}

/// <summary>A parameter or running statistic.</summary>
/// <param name="Name">As PyTorch names it.</param>
/// <param name="Length">How many values.</param>
/// <param name="Sum">Of all values.</param>
/// <param name="Squares">The sum of their squares.</param>
/// <param name="Step">Every how many values one is in <paramref name="Values"/>.</param>
/// <param name="Values">Some of them.</param>
/// <param name="Deviation">How far PyTorch's float32 is away: the root of the mean square over all values.</param>
internal sealed record TrajectoryTensor(string Name, int Length, double Sum, double Squares, int Step, double[] Values, double Deviation);
