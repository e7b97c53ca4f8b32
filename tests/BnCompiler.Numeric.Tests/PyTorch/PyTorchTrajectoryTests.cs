using System.Runtime.Intrinsics;
using BnCompiler.Numeric.Tests.Networks;
using BnCompiler.Testing;

namespace BnCompiler.Numeric.Tests.PyTorch;

/// <summary>
/// Twenty steps of the model zoo's ResNet-20 end where PyTorch's end. Steps carry every rounding on to the next ones, and a ReLU makes a difference of a last digit one of a whole gradient; so the
/// measure is PyTorch itself: how far its float32 is away from its float64, per tensor, is what rounding of this network and this start comes to. Another order of
/// sums is as far away. Winograd's roundings are around 10 times those of sums of products (<see cref="Reference.WinogradRounding"/>), and so is the distance.
/// </summary>
public sealed class PyTorchTrajectoryTests
{
    // Two draws of the same distribution, each of some dozens of roundings that matter: one may be some times larger than the other.
    private const double Draws = 8;

    private const double WinogradRoundings = 10;

    private static readonly Trajectory Expected = Trajectory.ResNet20;

    /// <summary>With and without Winograd, on one thread and on two. Without vector instructions, where a run takes a minute, only what networks do by themselves.</summary>
    public static TheoryData<bool, int> Cases =>
        Vector128.IsHardwareAccelerated ? new() { { false, 1 }, { false, 2 }, { true, 1 }, { true, 2 } } : new() { { true, 2 } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void TwentyStepsEqualPyTorchs(bool winograd, int threads)
    {
        double allowed = Draws * (winograd ? WinogradRoundings : 1);
        using var networks = Compile(winograd);
        var network = new NetworkUnderTest(networks, "ModelZoo.ResNet20");
        SetStart(network.Parameters);
        using var trainer = network.CreateTrainer(Expected.Batch, threads);
        double[] losses = Train(trainer);

        // The deviation of one step may be small by chance: that of all steps up to it is not.
        for (int step = 0; step < Expected.Steps; step++)
        {
            double deviation = Math.Max(1e-6, Expected.LossDeviations.Take(step + 1).Max());
            Assert.True(
                Math.Abs(losses[step] - Expected.Losses[step]) <= allowed * deviation,
                $"The loss of step {step + 1} is {losses[step]:R}, PyTorch's {Expected.Losses[step]:R} ± {allowed * deviation:E1}.");
        }

        Assert.Equal(Expected.Tensors.Select(tensor => tensor.Name), network.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal));
        Assert.All(Expected.Tensors, tensor => Check(tensor, network.Parameters[tensor.Name].Values, allowed * tensor.Deviation));
    }

    private static LoadedNetworks Compile(bool winograd)
    {
        string folder = Path.Combine(SampleFolder.Path, "ModelZoo", "Networks");
        string network = File.ReadAllText(Path.Combine(folder, "ResNet20.cs"));
        const string Declaration = "[Network(3, 32, 32)]";
        Assert.Contains(Declaration, network);
        return NetworkCompilation.Run(
        [
            winograd ? network : network.Replace(Declaration, "[Network(3, 32, 32, Winograd = false)]", StringComparison.Ordinal),
            File.ReadAllText(Path.Combine(folder, "ResidualBlocks.cs")),
        ]).Load();
    }

    /// <summary>As <c>start</c> of the script.</summary>
    private static void SetStart(ParameterSet parameters)
    {
        for (int stream = 0; stream < Expected.Tensors.Length; stream++)
        {
            var parameter = parameters[Expected.Tensors[stream].Name];
            if (parameter.Name.Contains("running", StringComparison.Ordinal))
            {
                continue;
            }

            double[] draws = Trajectory.Uniform(stream, parameter.Values.Length);
            var shape = parameter.Shape;
            double scale = shape.Length > 1 ? Math.Sqrt(6 / ((double)draws.Length / shape[0])) : 1;
            var values = parameter.Values;
            for (int i = 0; i < draws.Length; i++)
            {
                values[i] = (float)(
                    shape.Length > 1 ? draws[i] * scale
                    : parameter.Name.EndsWith("weight", StringComparison.Ordinal) ? (draws[i] * 0.5) + 1
                    : draws[i] * 0.1);
            }
        }
    }

    private static double[] Train(NetworkTrainer trainer)
    {
        var loss = new SoftmaxCrossEntropy();
        var optimizer = new Sgd(Expected.LearningRate) { Momentum = Expected.Momentum };
        float[] gradient = new float[Expected.Batch * trainer.OutputLength];
        return [.. Enumerable.Range(0, Expected.Steps).Select(step =>
        {
            float[] inputs = Array.ConvertAll(Trajectory.Uniform(1000 + step, Expected.Batch * trainer.InputLength), value => (float)value);
            int[] labels = Array.ConvertAll(Trajectory.Uniform(2000 + step, Expected.Batch), value => (int)((value + 1) * 5));
            double value = loss.Evaluate(trainer.Forward(inputs), labels, gradient);
            trainer.Backward(gradient);
            optimizer.Step(trainer);
            return value;
        })];
    }

    /// <summary>Some values by themselves; and all of them by two sums, which by Cauchy and Schwarz are no farther away than the values' distance allows.</summary>
    private static void Check(TrajectoryTensor tensor, ReadOnlySpan<float> values, double allowed)
    {
        Assert.Equal(tensor.Length, values.Length);
        double sum = 0, squares = 0, distance = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += values[i];
            squares += (double)values[i] * values[i];
            double difference = i % tensor.Step == 0 ? values[i] - tensor.Values[i / tensor.Step] : 0;
            distance += difference * difference;
        }

        // Also what a float32 of that size cannot tell apart.
        double rms = allowed + (Math.Sqrt(tensor.Squares / tensor.Length) * Reference.Rounding.Unit * Reference.Rounding.Safety);
        Assert.InRange(Math.Sqrt(distance / tensor.Values.Length), 0, rms);
        Assert.InRange(Math.Abs(sum - tensor.Sum), 0, rms * tensor.Length);
        Assert.InRange(Math.Abs(squares - tensor.Squares), 0, rms * ((2 * Math.Sqrt(tensor.Squares * tensor.Length)) + (rms * tensor.Length)));
    }
}
