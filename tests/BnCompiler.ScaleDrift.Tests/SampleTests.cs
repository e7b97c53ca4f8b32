using System.Xml.Linq;
using Samples.Images;
using ScaleDrift;
using ScaleDrift.Training;
using Xunit;

namespace BnCompiler.ScaleDrift.Tests;

/// <summary>The program as a user calls it, and the two laws that it shows, on small runs.</summary>
public sealed class SampleTests : IDisposable
{
    private static readonly ScaleDriftOptions s_short = new(Epochs: 3, CollapseSteps: 10, Images: 500, Seed: 3, Threads: 2, Out: "");

    private readonly string _folder = Directory.CreateTempSubdirectory("scaledrift-").FullName;
    private readonly TextWriter _standardOut = Console.Out;
    private readonly TextWriter _standardError = Console.Error;
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public SampleTests()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
    }

    public void Dispose()
    {
        Console.SetOut(_standardOut);
        Console.SetError(_standardError);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void WritesAPictureAndATable()
    {
        Assert.Equal(0, CommandLine.Invoke(["--epochs", "1", "--collapse", "3", "--images", "200", "--threads", "2", "--out", _folder], Sample.Run));
        string table = File.ReadAllText(Path.Combine(_folder, "scale-drift.txt"));
        Assert.Contains(table, _out.ToString(), StringComparison.Ordinal);
        Assert.All(Regime.All, regime => Assert.Contains(regime.Name, table, StringComparison.Ordinal));
        var picture = XDocument.Load(Path.Combine(_folder, "scale-drift.svg"));
        Assert.Equal(4 * 3 + 1 + 4 * 2, picture.Descendants().Count(element => element.Name.LocalName == "polyline"));
        Assert.DoesNotContain("NaN", picture.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--epochs", "0", "--epochs is '0'; expected a whole number from 1 to 1000.")]
    [InlineData("--images", "10", "--images is '10'; expected a whole number from 50 to 12000.")]
    public void ExplainsABadOption(string option, string value, string expected)
    {
        Assert.Equal(1, CommandLine.Invoke([option, value, "--out", _folder], Sample.Run));
        Assert.Contains(expected, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TheNormFollowsItsLaw()
    {
        // 1 − (1 − ηλ)⁴ is 4ηλ up to (3/2)·ηλ of it, and the same for the growth: a small multiple of ηλ = 5e-4.
        var run = TrainingRun.Train(Regime.DecayAll, Data(), s_short, _ => { });
        Assert.Equal(1, run.NormRatio, 0.01);
        Assert.True(run.Last.Scales.Norm < run.Epochs[0].Scales.Norm, "Decay did not outweigh the gradients.");
    }

    [Fact]
    public void DecayAloneShrinksTheNormUnlessItIsHeld()
    {
        var data = Data();
        var trained = TrainingRun.Train(Regime.DecayAll, data, s_short, _ => { });
        var free = Collapse.Run(trained, ScaleGauge.None, data, s_short, _ => { });
        double shrunk = Math.Pow(1 - (Regime.LearningRate * Regime.WeightDecay), s_short.CollapseSteps);
        Assert.Equal(shrunk, free[^1].Scales.Norm / free[0].Scales.Norm, 1e-5);
        Assert.Equal(shrunk * shrunk, free[^1].Scales.Variance / free[0].Scales.Variance, 1e-3);

        var held = Collapse.Run(trained, ScaleGauge.UnitNorm, data, s_short, _ => { });
        Assert.Equal(1, held[^1].Scales.Norm, 1e-6);
        Assert.InRange(held[^1].Deviation, 0, Collapse.NoticedDeviation);
    }

    [Fact]
    public void TheGaugeAndTheScopeKeepTheScale()
    {
        var data = Data();
        var gauged = TrainingRun.Train(Regime.DecayAllWithGauge, data, s_short, _ => { });
        Assert.Equal(1, gauged.Last.Scales.Norm, 1e-6);

        // Without decay on it, a row only grows: its gradient is orthogonal to it.
        var scoped = TrainingRun.Train(Regime.DecayWhatMatters, data, s_short, _ => { });
        Assert.True(scoped.Last.Scales.Norm > scoped.Epochs[0].Scales.Norm, "The norm did not grow.");
    }

    private static ImageData Data() => new("digits", DrawnDigits.Draw(3, 0, s_short.Images, 2), DrawnDigits.Draw(3, s_short.Images, 200, 2), ImageData.DigitNames);
}
