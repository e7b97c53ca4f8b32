namespace BnCompiler.Generator.Tests.Diagnostics;

/// <summary>One wrong layer is one error: code that uses the network goes on compiling.</summary>
public sealed class WrongLayerTests
{
    private const string User = """
        public static class Program
        {
            public static float Train(float[] image, float[] logits)
            {
                var net = new Net(seed: 7);
                net.Load("weights.safetensors");
                using var trainer = new Net.Trainer(net, batchSize: 64, threads: 2);
                var outputs = trainer.Forward(image);
                trainer.Backward(outputs);
                Net.Inference model = net.Fold();
                model.Predict(image, logits);
                net.Save("weights.safetensors");
                return net.Parameters.Trainable[0] + logits[Net.OutputLength - 1] + image[Net.InputLength - 1] + Net.ParameterCount + Net.Summary.Length;
            }
        }
        """;

    [Theory]
    [InlineData("[Network(1, 28, 28), Conv2d(8, 3), Linear(10)]")]
    [InlineData("[Network(1, 28, 28), Conv2d(0, 3), Flatten, Linear(10)]")]
    [InlineData("[Network(1, 1, 28, 28), Flatten, Linear(10)]")]
    [InlineData("[Network, Linear(10)]")]
    [InlineData("[Network(1, 28, 28)]")]
    [InlineData("""[Network(784), Linear(10, Name = "not a name")]""")]
    [InlineData("[Network(784), Linear(10)] partial class Net; [ReLU]")]
    public void TheUsersCodeStaysFreeOfErrors(string attributes)
    {
        Assert.Empty(GeneratorHarness.Generate(attributes + " public sealed partial class Net;", User).Errors);
    }

    [Theory]
    [InlineData("[Network(784), Linaer(10)]", "CS0246")]
    [InlineData("[Network(784), Linear]", "CS7036")]
    public void AnErrorOfTheLanguageStaysTheOnlyOne(string attributes, string id)
    {
        var errors = GeneratorHarness.Generate(attributes + " public sealed partial class Net;", User).Errors;

        Assert.All(errors, error => Assert.Equal("File1.cs", error.Location.SourceTree!.FilePath));
        Assert.Contains(errors, error => error.Id == id);
    }

    /// <summary>Typed spans of all layers, and lengths as divisors: a constant 0 there would be an error of its own.</summary>
    [Theory]
    [InlineData("Flatten, Linear(10)")]
    [InlineData("Linear(10)")]
    [InlineData("Flatten, Linear(0)")]
    [InlineData("Flatten, Linear(10), Conv2d(4, 3, Name = \"stem\")")]
    [InlineData("Flatten, Linear(10), Mish")]
    public void MembersOfTheLayersStay(string rest)
    {
        const string parameters = """
            public sealed class MishAttribute : LayerAttribute;
            public static class Parameters
            {
                public static int Count(Net net, float[] inputs) =>
                    inputs.Length / Net.InputLength / Net.OutputLength / Net.ParameterCount
                    + net.StemWeight.Length + net.Bn1Weight.Length + net.Bn1RunningMean.Length + net.Bn1RunningVar.Length + net.Linear1Weight.Length + net.Linear1Bias.Length;
            }
            """;

        string network = $"[Network(1, 28, 28), Conv2d(8, 3, Name = \"stem\"), BatchNorm, {rest}] public sealed partial class Net;";

        Assert.Empty(GeneratorHarness.Generate(network, User, parameters).Errors);
    }

    [Theory]
    [InlineData("namespace A.B; public static partial class Outer { partial record struct Inner { [Network(4, 4), ReLU] internal partial class Net; } }")]
    [InlineData("namespace @event; partial class @class { [Network(4, 4), ReLU] private protected partial class @record; }")]
    [InlineData("partial interface IHave { [Network(4, 4), ReLU] partial class Net; }")]
    public void AFailedNetworkCompilesWhereverItIs(string source)
    {
        Assert.Empty(GeneratorHarness.Generate(source).Errors);
        Assert.Empty(GeneratorHarness.Generate(source.Replace("4, 4", "4", StringComparison.Ordinal)).Errors);
    }

    [Theory]
    [InlineData("Linear(10)")]
    [InlineData("Flatten, Linear(10)")]
    public void MembersOfInputsAndOutputsStay(string rest)
    {
        const string user = """
            public static class Parts
            {
                public static int Predict(Net.Inference model, float[] a)
                {
                    model.Predict(a, a, a, a);
                    model.Predict(input: a, mask: a, @class: a, output: a);
                    return Net.MaskOffset + Net.MaskLength + Net.ClassOffset + Net.ClassLength + Net.OutputOffset;
                }
            }
            """;

        Assert.Empty(GeneratorHarness.Generate(
            $"[Network(1, 4, 4), Input(\"mask\", 1, 4, 4), Add(\"input\"), Output(\"class\"), {rest}] public sealed partial class Net;", User, user).Errors);
    }

    [Fact]
    public void ASoundNetworkCompiles()
    {
        Assert.Empty(GeneratorHarness.Generate("[Network(1, 28, 28), Conv2d(8, 3), Flatten, Linear(10)] public sealed partial class Net;", User).Errors);
    }
}
