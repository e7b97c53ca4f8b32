namespace BnCompiler.Generator.Tests.Architecture;

/// <summary>What is emitted and reported is the same text on every machine.</summary>
public sealed class CultureTests
{
    [Fact]
    public void TheGeneratorWritesNoTextOfTheCulture()
    {
        Assert.Equal("", string.Join('\n', CultureChecker.Check(Repository.Sources(Repository.Generator))));
    }

    [Theory]
    [InlineData("(-1.5).ToString()")]
    [InlineData("n.ToString()")]
    [InlineData("n.ToString(\"N0\")")]
    [InlineData("\"x\" + n")]
    [InlineData("n + \"x\"")]
    [InlineData("string.Join(\", \", new[] { 1, 2 })")]
    [InlineData("string.Format(\"{0}\", n)")]
    [InlineData("new System.Text.StringBuilder().Append(n).ToString()")]
    [InlineData("\"title\".ToUpper()")]
    [InlineData("Convert.ToString(n)")]
    public void AViolationIsFound(string expression)
    {
        Assert.Single(CultureChecker.Check(Sample(expression)));
    }

    [Theory]
    [InlineData("$\"{n}\"")]
    [InlineData("n.ToString(System.Globalization.CultureInfo.InvariantCulture)")]
    [InlineData("\"x\" + \"y\"")]
    [InlineData("string.Join(\", \", new[] { \"1\", \"2\" })")]
    [InlineData("\"title\".ToUpperInvariant()")]
    public void InvariantTextIsNot(string expression)
    {
        Assert.Empty(CultureChecker.Check(Sample(expression)));
    }

    private static Dictionary<string, string> Sample(string expression) =>
        new() { ["Emit/Sample.cs"] = $"namespace BnCompiler.Generator.Emit; class Sample {{ string Text(int n) => {expression}; }}" };
}
