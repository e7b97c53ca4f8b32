using BnCompiler.Numeric.Tests.Reference;
using BnCompiler.Runtime;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>What a folded model tells about itself, and when it is refused.</summary>
public sealed class FoldCertificateTests(FoldCertificateTests.Compiled compiled) : IClassFixture<FoldCertificateTests.Compiled>
{
    private const int Samples = 37;

    private static readonly NetSpec Spec = new(
        Extent.Image(3, 8, 7),
        new Conv2dSpec(6, new Window(3) { Padding = 1 }),
        new BatchNormSpec(),
        new ReLUSpec { Name = "x" },
        new BatchNormSpec(),
        new Conv2dSpec(6, new Window(3) { Padding = 1 }),
        new AddSpec("x"),
        new FlattenSpec(),
        new LinearSpec(5));

    private readonly NetworkUnderTest network = compiled.Networks[0];

    [Fact]
    public void WithoutOptionsNothingIsCompared()
    {
        var certificate = network.Fold(null).Certificate;

        Assert.Equal("Net", certificate.Network);
        Assert.Null(certificate.Deviation);
        Assert.Null(certificate.AllowedDeviation);
        Assert.Equal(1e3, certificate.AmplificationThreshold);
        Assert.Equal(["bn1: folded backward into conv1, which computes its input"], certificate.BatchNorms.Take(1).Select(batchNorm => batchNorm.ToString()));
        Assert.StartsWith("bn2: folded forward into conv2, because x is not affine per channel", certificate.BatchNorms[1].ToString(), StringComparison.Ordinal);
        Assert.StartsWith("Net, folded: not compared with the network\n  bn1: folded", certificate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TheDeviationIsMeasuredAndWithinRounding()
    {
        Fill(seed: 1);
        var certificate = network.Fold(new FoldOptions { VerifyOn = Inputs() }).Certificate;

        Assert.InRange(certificate.Deviation!.Value, 1e-9, certificate.AllowedDeviation!.Value);
        Assert.InRange(certificate.AllowedDeviation.Value, 1e-6, 1e-3);
    }

    [Fact]
    public void ADeviationAboveTheBoundIsRefusedWithItsSample()
    {
        Fill(seed: 1);
        var exception = Assert.Throws<FoldException>(() => network.Fold(new FoldOptions { VerifyOn = Inputs(), MaxDeviation = 1e-10 }));

        Assert.Equal("Net", exception.Network);
        Assert.Equal(1e-10, exception.Allowed);
        Assert.InRange(exception.Measured, 1e-9, 1e-4);
        Assert.InRange(exception.Sample, 0, Samples - 1);
        Assert.Contains("expected at most 1.00E-010", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0.25f)]
    [InlineData(35, -0.5f)]
    [InlineData(36, float.NaN)]
    public void AWrongModelIsRefused(int sample, float error)
    {
        Fill(seed: 1);
        var wrong = new WrongModel(network.Fold(null), sample, error);
        var exception = Assert.Throws<FoldException>(() => FoldVerification.Verified(
            wrong, new FoldOptions { VerifyOn = Inputs() }, network.Parameters, batchSize => network.CreateTrainer(batchSize, 1)));

        Assert.Equal(sample, exception.Sample);
        Assert.Equal(float.IsNaN(error), double.IsInfinity(exception.Measured));
    }

    [Fact]
    public void SamplesMustBeWhole() =>
        Assert.Throws<ArgumentException>(() => network.Fold(new FoldOptions { VerifyOn = new float[Spec.Input.Length + 1] }));

    [Fact]
    public void AmplifyingChannelsAreThoseOfTheFoldedParameters()
    {
        Fill(seed: 1);
        network.Parameters["bn2.running_var"].Values[4] = 0;
        network.Parameters["bn2.weight"].Values[4] = -20;
        var model = network.Fold(null);
        network.Parameters["bn2.weight"].Values[4] = 1;

        var amplification = Assert.Single(model.Certificate.Amplifications);
        Assert.Equal(("bn2", 4), (amplification.BatchNorm, amplification.Channel));
        Assert.Equal(20 / Math.Sqrt(1e-5), amplification.Value, 1e-6);
        Assert.Empty(network.Fold(null).Certificate.Amplifications);
        Assert.Equal(12, network.Fold(new FoldOptions { AmplificationThreshold = 0 }).Certificate.Amplifications.Length);
    }

    [Fact]
    public void AModelThatWasNotFoldedHasNoCertificate() =>
        Assert.Throws<InvalidOperationException>(() => new WrongModel(network.Fold(null), 0, 0).Certificate);

    private static float[] Inputs() => new RandomValues(7).Normals(Samples * Spec.Input.Length);

    private void Fill(int seed)
    {
        var reference = new ReferenceNetwork(Spec);
        new RandomValues(seed).Fill(reference);
        network.Parameters.Load(CheckpointWriter.Write(reference));
    }

    public sealed class Compiled : IDisposable
    {
        internal CompiledNetworks Networks { get; } = new(Spec);

        public void Dispose() => Networks.Dispose();
    }

    /// <summary>A model that is right but for one output of one sample.</summary>
    private sealed class WrongModel(InferenceModel right, int sample, float error)
        : InferenceModel(right.InputLength, right.OutputLength, constantsLength: 0, arenaLength: 0, group: int.MaxValue)
    {
        protected override void Run(ref float input, ref float output, ref float arena, int count, WorkerShare share)
        {
            var outputs = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref output, count * OutputLength);
            right.Predict(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref input, count * InputLength), outputs);
            outputs[(sample * OutputLength) + 2] += error;
        }
    }
}
