using System.Globalization;

namespace BnCompiler.Generator.Tests.Caching;

/// <summary>The same declaration gives the same bytes, whoever compiles it and where.</summary>
public sealed class DeterminismTests
{
    private const string Source = """
        [Network(3, 17, 17)]
        [BatchNorm(Epsilon = 1.5e-3, Momentum = 0.05), Conv2d(24, 3, Padding = 1, Stride = 2), BatchNorm, LeakyReLU(NegativeSlope = 0.125)]
        [AvgPool2d(3, Padding = 1), Dropout(0.25), Flatten, Linear(1200), Sigmoid, Linear(10, Name = "INDIGO_input")]
        public sealed partial class Net;
        """;

    public static TheoryData<string> Cultures => ["tr-TR", "de-DE", "fa-IR"];

    /// <summary>
    /// The repository runs without culture data, so the cultures are made by hand: what their number formats do to text that was not
    /// written invariantly.
    /// </summary>
    [Theory]
    [MemberData(nameof(Cultures))]
    public void AnotherCultureEmitsTheSameBytes(string name)
    {
        string expected = GeneratorHarness.Generate(Source).AllText;
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Create(name);
            Assert.NotEqual("-1.5", FormattableString.CurrentCulture($"{-1.5}"));
            Assert.Equal(expected, GeneratorHarness.Generate(Source).AllText);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void FilesInAnotherOrderEmitTheSameBytes()
    {
        string[] files = [Source, "[Network(4), Linear(2)] partial class A;", "namespace N; [Network(4), Linear(3)] partial class A;"];

        Assert.Equal(GeneratorHarness.Generate(files).AllText, GeneratorHarness.Generate(files.Reverse()).AllText);
    }

    [Fact]
    public void LinesEndWithALineFeedOnly()
    {
        Assert.DoesNotContain('\r', GeneratorHarness.Generate(Source.ReplaceLineEndings("\r\n")).AllText);
    }

    private static CultureInfo Create(string name)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NegativeSign) = name switch
        {
            "fa-IR" => ("٫", "٬", "\u200e−"),
            _ => (",", ".", "-"),
        };
        return culture;
    }
}
