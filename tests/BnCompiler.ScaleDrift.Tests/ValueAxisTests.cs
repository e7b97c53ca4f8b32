using Samples.Pictures;
using Xunit;

namespace BnCompiler.ScaleDrift.Tests;

public sealed class ValueAxisTests
{
    [Fact]
    public void LinearTicksAreRoundAndAroundTheValues()
    {
        var axis = ValueAxis.Linear(0.23, 0.71);
        Assert.Equal([0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8], axis.Ticks.Select(tick => Math.Round(tick, 10)));
        Assert.Equal(0.5, axis.Position(0.5), 10);
    }

    [Fact]
    public void LogarithmicTicksArePowersOfTen()
    {
        var axis = ValueAxis.Logarithmic(0.02, 300);
        Assert.Equal([0.01, 0.1, 1, 10, 100, 1000], axis.Ticks.Select(tick => Math.Round(tick, 10)));
        Assert.Equal(0.6, axis.Position(10), 10);
    }

    [Fact]
    public void ManyPowersOfTenAreSkipped()
    {
        var axis = ValueAxis.Logarithmic(1e-15, 1e10);
        Assert.InRange(axis.Ticks.Count, 5, 12);
        Assert.InRange(axis.Ticks[^1], 0.99e10, double.MaxValue);
    }

    [Fact]
    public void OneValueHasARange()
    {
        Assert.True(ValueAxis.Linear(3, 3).Ticks.Count >= 2);
        Assert.Equal([10, 100], ValueAxis.Logarithmic(10, 10).Ticks.Select(tick => Math.Round(tick, 10)));
    }
}
