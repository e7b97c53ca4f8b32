using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Parameters;

public class ParameterLayoutTests
{
    private static ParameterDefinition Weight(string name, int offset, int length) =>
        new(name, ParameterKind.Weight, [length], offset, 1, 1, ParameterFacts.None);

    [Fact]
    public void Length_IsTheProductOfTheShape()
    {
        Assert.Equal(24, Layouts.Define("w", ParameterKind.Weight, 2, 3, 4).Length);
        Assert.Equal(1, new ParameterDefinition("w", ParameterKind.Weight, [], 0, 1, 1, ParameterFacts.None).Length);
    }

    [Theory]
    [InlineData(65536, 65536)]
    [InlineData(1, -1)]
    public void Length_RefusesWhatNoSpanHolds(int rows, int columns)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Layouts.Define("w", ParameterKind.Weight, rows, columns).Length);
        Assert.Contains($"'w' has the shape [{rows}, {columns}]", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, "'b' lies at 8")] // not a multiple of 16
    [InlineData(0, "'b' lies at 0")] // overlaps a
    [InlineData(32, "'b' lies at 32")] // beyond the end
    public void Constructor_RefusesMisplacedParameters(int offset, string message)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(
            () => new ParameterLayout("Net", [Weight("a", 0, 16), Weight("b", offset, 16)], [], 32, 32));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_RefusesARunningStatisticAmongTheTrainable()
    {
        ParameterDefinition mean = new("m", ParameterKind.RunningMean, [4], 0, 0, 0, ParameterFacts.None);
        Assert.Throws<ArgumentException>(() => new ParameterLayout("Net", [mean], [], 16, 16));
    }

    [Fact]
    public void Constructor_RefusesANameTwice_AlsoAmongTheEliminated()
    {
        EliminatedParameter eliminated = new("a", ParameterKind.Bias, [1], "", Absorption.All());
        Assert.Throws<ArgumentException>(() => new ParameterLayout("Net", [Weight("a", 0, 1)], [eliminated], 16, 16));
    }

    [Fact]
    public void Constructor_PutsParametersInTheOrderOfTheirOffsets()
    {
        ParameterLayout layout = new("Net", [.. ParameterDefinition.BatchNorm("bn1", 4, 0, 48, ParameterFacts.None), Weight("w", 32, 16)], [], 48, 80);

        Assert.Equal(
            [("bn1.weight", 0), ("bn1.bias", 16), ("w", 32), ("bn1.running_mean", 48), ("bn1.running_var", 64)],
            layout.Parameters.Select(parameter => (parameter.Name, parameter.Offset)));
    }

    [Fact]
    public void Followers_OfSeveralBatchNormsAreAlike() =>
        Assert.Equal(
            [new ScaleFollower("bn1", 4, FirstChannel: 8), new ScaleFollower("bn2", 4, FirstChannel: 8)],
            ScaleFollower.Each(["bn1", "bn2"], 4, firstChannel: 8).ToArray());

    [Fact]
    public void Constructor_RefusesLengthsThatAreNoMultiplesOf16() =>
        Assert.Throws<ArgumentException>(() => new ParameterLayout("Net", [Weight("a", 0, 1)], [], 16, 17));
}
