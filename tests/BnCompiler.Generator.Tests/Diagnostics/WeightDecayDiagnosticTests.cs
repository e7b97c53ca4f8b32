using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Tests.Diagnostics;

/// <summary>BN0038, and the scope on its way from the declaration to the layout.</summary>
public sealed class WeightDecayDiagnosticTests
{
    private const string Layers = "Linear(3, Bias = false), BatchNorm, ReLU, Linear(5, Bias = false), BatchNorm, Tanh, Linear(2)";

    [Theory]
    [InlineData("All", "4", "33", "linear1.weight, bn1.weight, bn1.bias, …")]
    [InlineData("WeightsOnly", "2", "27", "linear1.weight, linear2.weight")]
    public Task AsksForDecayOnWhatIsScaleFree(string scope, string count, string values, string names) => ExpectedDiagnostics.SingleAsync(
        "BN0038",
        $"'Net' asks for weight decay with WeightDecayScope.{scope}: {count} parameters ({values} values: {names}) have a free scale, so that decay changes only their effective learning rate; WeightDecayScope.NotScaleFree leaves them out",
        $"[Network(4, [|WeightDecay = WeightDecayScope.{scope}|]), {Layers}] partial class Net;");

    [Theory]
    [InlineData($"[Network(4), {Layers}] partial class Net;")]
    [InlineData($"[Network(4, WeightDecay = WeightDecayScope.NotScaleFree), {Layers}] partial class Net;")]
    [InlineData("[Network(4, WeightDecay = WeightDecayScope.All), Linear(3), ReLU, Linear(2)] partial class Net;")]
    public Task OtherwiseQuiet(string source) => ExpectedDiagnostics.NoneAsync(source);

    [Fact]
    public Task AScopeMustExist() => ExpectedDiagnostics.SingleAsync(
        "BN0011",
        "Network 'Net': WeightDecay is 7, expected a member of WeightDecayScope",
        "[Network(4, [|WeightDecay = (WeightDecayScope)7|]), Linear(2)] partial class Net;");

    [Fact]
    public void TheScopesAreThoseOfTheRuntime() => Assert.Equal(
        Enum.GetValues<WeightDecayScope>().Select(scope => (scope.ToString(), (int)scope)),
        Enum.GetValues<DecayScope>().Select(scope => (scope.ToString(), (int)scope)));

    [Theory]
    [InlineData(", WeightDecay = WeightDecayScope.NotScaleFree", true)]
    [InlineData("", false)]
    public void TheLayoutCarriesTheScope(string argument, bool expected)
    {
        var outcome = GeneratorHarness.Generate($"[Network(4{argument}), Linear(2)] partial class Net;");
        Assert.Empty(outcome.Errors);
        Assert.Equal(expected, outcome.AllText.Contains("weightDecay: WeightDecayScope.NotScaleFree);", StringComparison.Ordinal));
    }
}
