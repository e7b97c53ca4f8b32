using System.Globalization;
using BnCompiler.Generator.Emit;

namespace BnCompiler.Generator.Tests.Emit;

public sealed class CodeWriterTests
{
    [Fact]
    public void Blocks_indent_and_lines_end_in_LF()
    {
        var writer = new CodeWriter();
        writer.Summary("a < b\nc & d");
        using (writer.Block("void M()\n    where T : struct"))
        {
            writer.Line("first();");
            using (writer.Block())
            {
                writer.Lines("second();\r\n\r\n// third");
            }

            writer.Line();
        }

        Assert.Equal(
            "/// <summary>\n/// a &lt; b\n/// c &amp; d\n/// </summary>\nvoid M()\n    where T : struct\n{\n    first();\n    {\n        second();\n\n        // third\n    }\n\n}\n",
            writer.ToString());
    }

    [Theory]
    [InlineData(0.1f, "0.1f")]
    [InlineData(1f, "1f")]
    [InlineData(-0f, "-0f")]
    [InlineData(16777216f, "16777216f")]
    [InlineData(0.33333334f, "0.33333334f")]
    [InlineData(1.17549435E-38f, "1.1754944E-38f")]
    [InlineData(3.4028235E+38f, "3.4028235E+38f")]
    [InlineData(float.NaN, "float.NaN")]
    [InlineData(float.NegativeInfinity, "float.NegativeInfinity")]
    public void A_float_is_the_shortest_text_that_reads_back(float value, string text) => Assert.Equal(text, Literal.Float(value));

    [Fact]
    public void Literals_do_not_follow_the_culture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "minus";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            Assert.Equal("-3", Literal.Int(-3));
            Assert.Equal("-0.5f", Literal.Float(-0.5f));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
