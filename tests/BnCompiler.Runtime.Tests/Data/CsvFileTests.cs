using System.Globalization;
using System.Text;
using BnCompiler.Runtime.Tests.Support;

namespace BnCompiler.Runtime.Tests.Data;

public sealed class CsvFileTests : IDisposable
{
    private readonly StoredFile _file = new();

    public void Dispose() => _file.Dispose();

    private CsvTable Read(string text, CsvOptions? options = null) => _file.Read(Encoding.UTF8.GetBytes(text), path => CsvFile.Read(path, options));

    private string Refusal(string text, CsvOptions? options = null) => _file.Refusal(Encoding.UTF8.GetBytes(text), path => CsvFile.Read(path, options));

    /// <summary>scikit-learn's files: the first line counts rows and columns and names the classes.</summary>
    [Theory]
    [InlineData("3,2,setosa,versicolor\n5.1,3.5,0\n4.9,3.0,1\n6.2,-1e-3,0\n")]
    [InlineData("5.1,3.5,0\r\n4.9,3.0,1\r\n6.2,-1e-3,0")]
    [InlineData("\n5.1,3.5,0\r4.9,3.0,1\r6.2,-1e-3,0\r\r")]
    [InlineData("sepal,petal,class\n5.1,3.5,0\n4.9,3.0,1\n\n6.2,-1e-3,0\n\n")]
    [InlineData("\uFEFF5.1,3.5,0\n4.9,3.0,1\n6.2,-1e-3,0\n")]
    [InlineData("\"5.1\",\"3.5\",0\n 4.9, 3.0 , 1 \n6.2,-1e-3,0\n")]
    public void ReadsNumbersAndAnIntegerLabel(string text)
    {
        Dataset dataset = Read(text).Dataset;
        Assert.Equal((3, 2), (dataset.Count, dataset.InputLength));
        Assert.Equal([5.1f, 3.5f, 4.9f, 3, 6.2f, -1e-3f], dataset.Inputs.ToArray());
        Assert.Equal([0, 1, 0], dataset.Labels.ToArray());
    }

    [Fact]
    public void ReadsGzip() =>
        Assert.Equal([1, 2], _file.Read(IdxBytes.Gzip("1,0\n2,1\n"u8.ToArray()), path => CsvFile.Read(path)).Dataset.Inputs.ToArray());

    [Fact]
    public void NamesComeFromTheHeader()
    {
        CsvTable table = Read("id;\"a \"\"b\"\"\";y;\"c\nd\";x\n7;1;2;3;4\n", new CsvOptions
        {
            Delimiter = ';',
            Targets = CsvTargets.Values,
            TargetColumns = [^1, 2],
            IgnoredColumns = [0],
        });
        Assert.Equal(["a \"b\"", "c\nd"], table.InputNames.ToArray());
        Assert.Equal(["x", "y"], table.TargetNames.ToArray());
        Assert.Equal([1, 3], table.Dataset.Inputs.ToArray());
        Assert.Equal([4, 2], table.Dataset.Targets.ToArray());
        Assert.Equal(2, table.Dataset.TargetLength);
        Assert.Empty(Read("3,setosa\n1,2,0\n").InputNames);
    }

    [Fact]
    public void ClassNamesAreMappedInOrdinalOrder()
    {
        CsvOptions options = new() { Targets = CsvTargets.ClassNames, TargetColumns = [0] };
        CsvTable table = Read("virginica,1\nZebra,2\nsetosa,3\nvirginica,4\n", options);
        Assert.Equal(["Zebra", "setosa", "virginica"], table.ClassNames.ToArray());
        Assert.Equal([2, 0, 1, 2], table.Dataset.Labels.ToArray());

        options = options with { ClassNames = ["virginica", "setosa", "Zebra"] };
        table = Read("virginica,1\nsetosa,2\n", options);
        Assert.Equal([0, 1], table.Dataset.Labels.ToArray());
        Assert.Equal(options.ClassNames.ToArray(), table.ClassNames.ToArray());
        Assert.Contains("in line 2, column 1: the field is 'rose'; expected one of virginica, setosa, Zebra", Refusal("setosa,1\nrose,2\n", options), StringComparison.Ordinal);
    }

    /// <summary>All names of the header are numbers: only the caller knows.</summary>
    [Fact]
    public void TheHeaderCanBeSaid()
    {
        string years = "2020,2021,0\n1,2,1\n";
        Assert.Equal(2, Read(years).Dataset.Count);
        Assert.Equal(2, Read(years, new CsvOptions { Header = CsvHeader.None }).Dataset.Count);
        CsvTable table = Read(years, new CsvOptions { Header = CsvHeader.Present });
        Assert.Equal([1, 2], table.Dataset.Inputs.ToArray());
        Assert.Equal(["2020", "2021"], table.InputNames.ToArray());
        Assert.Contains("in line 1, column 1: the field is 'a'", Refusal("a,b\n1,0\n", new CsvOptions { Header = CsvHeader.None }), StringComparison.Ordinal);
    }

    [Fact]
    public void NumbersDoNotDependOnTheCulture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            german.NumberFormat.NumberGroupSeparator = ".";
            CultureInfo.CurrentCulture = german;
            Assert.Equal([1.5f], Read("1.5;0\n", new CsvOptions { Delimiter = ';' }).Dataset.Inputs.ToArray());
            Assert.Contains("the field is '1,5'", Refusal("1.5;0\n1,5;0\n", new CsvOptions { Delimiter = ';' }), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\n\r\n", "is empty")]
    [InlineData("a,b\n", "has no line but the header")]
    [InlineData("1,2,0\n3,4\n5,6,0\n7,8,0\n", "has 3 fields in line 3; expected 2")]
    [InlineData("1,0\n2,0\n\n3,4,0\n", "has 3 fields in line 4; expected 2")]
    [InlineData("1,0\n\"2\n\",0\nx,0\n", "in line 4, column 1: the field is 'x'; expected a finite number")]
    [InlineData("1,1,0\n1,,0\n", "in line 2, column 2: the field is ''; expected a finite number")]
    [InlineData("1,1,0\n1,NaN,0\n", "in line 2, column 2: the field is 'NaN'")]
    [InlineData("1,1,0\n1,1e50,0\n", "in line 2, column 2: the field is '1e50'")]
    [InlineData("1,0\n1,1.0\n", "in line 2, column 2: the field is '1.0'; expected a label, a whole number from 0")]
    [InlineData("1,0\n1,-1\n", "in line 2, column 2: the field is '-1'")]
    [InlineData("1,0\n1,99999999999\n", "in line 2, column 2: the field is '99999999999'")]
    [InlineData("1,0\n1,\"0\n1,0\n", "in line 2, column 2: the field begins with a quote that never ends")]
    [InlineData("1,0\n1\",0\n", "in line 2, column 1: the field has a quote inside")]
    [InlineData("1,0\n1,\"0\"1\n", "in line 2, column 2: the field goes on with '1' after its closing quote")]
    public void SaysWhatIsWrongAndWhere(string text, string expected) => Assert.Contains(expected, Refusal(text), StringComparison.Ordinal);

    [Fact]
    public void WhatIsNoTextIsRefused()
    {
        Assert.Contains("is no text in UTF-8", _file.Refusal([.. "1,0\n"u8, 0xFF, 0xFE, 0x41], path => CsvFile.Read(path)), StringComparison.Ordinal);
        Assert.Contains("has more than 65536 characters", Refusal(new string('1', 100_000)), StringComparison.Ordinal);
        byte[] packed = IdxBytes.Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 500).Select(i => $"{i * i},0\n"))));
        Assert.Contains("gzip", _file.Refusal(packed[..(packed.Length / 2)], path => CsvFile.Read(path)), StringComparison.Ordinal);
    }

    /// <summary>Random tables of fields that need quotes and of those that do not.</summary>
    [Fact]
    public void WhatIsWrittenByTheRulesIsReadAgain()
    {
        RandomSource random = new(11UL);
        string[] names = ["", "a", "a,b", "a \"quoted\" name", "two\r\nlines", "\"", "ü, ß", "\n", " space "];
        for (int round = 0; round < 300; round++)
        {
            int rows = 1 + random.NextInt32(6);
            int inputs = 1 + random.NextInt32(4);
            float[] values = [.. Enumerable.Range(0, rows * inputs).Select(_ => BitConverter.Int32BitsToSingle((int)random.NextUInt64())).Select(value => float.IsFinite(value) ? value : 0)];
            string[] classes = [.. Enumerable.Range(0, rows).Select(_ => names[random.NextInt32(names.Length)])];
            string end = random.NextInt32(2) == 0 ? "\n" : "\r\n";
            IEnumerable<string> lines = Enumerable.Range(0, rows).Select(row => string.Join(',', [
                .. values[(row * inputs)..((row + 1) * inputs)].Select(value => value.ToString("R", CultureInfo.InvariantCulture)),
                Quoted(classes[row]),
            ]));
            CsvTable table = Read(string.Join(end, lines) + end, new CsvOptions { Targets = CsvTargets.ClassNames });
            Assert.Equal(values, table.Dataset.Inputs.ToArray());
            Assert.Equal(classes, table.Dataset.Labels.ToArray().Select(label => table.ClassNames[label]));
        }

        static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    [Fact]
    public void MutatedFiles_NeverCrash() =>
        Assert.InRange(_file.Refused("a,b,c\n1.5,\"2\",0\n3,4e3,1\n-5,6,2\n"u8.ToArray(), 3_000, path => CsvFile.Read(path)), 300, 2_999);

    [Fact]
    public void ATableWithoutTheColumnsIsRefused()
    {
        Refused(new CsvOptions { TargetColumns = [3] }, "has 3 columns; TargetColumns asks for column 3");
        Refused(new CsvOptions { IgnoredColumns = [^4] }, "has 3 columns; IgnoredColumns asks for column ^4");
        Refused(new CsvOptions { IgnoredColumns = [2] }, "has 3 columns, of which column 2 stands twice");
        Refused(new CsvOptions { IgnoredColumns = [0, 1] }, "has 3 columns, all of them in");

        void Refused(CsvOptions options, string expected) => Assert.Contains(expected, Refusal("1,2,0\n", options), StringComparison.Ordinal);
    }

    [Fact]
    public void BadOptions_AreNamed()
    {
        Refused(new CsvOptions { Delimiter = '"' }, "Delimiter");
        Refused(new CsvOptions { Delimiter = '\n' }, "Delimiter");
        Refused(new CsvOptions { TargetColumns = [] }, "TargetColumns has 0 columns");
        Refused(new CsvOptions { TargetColumns = default }, "TargetColumns has 0 columns");
        Refused(new CsvOptions { TargetColumns = [0, 1] }, "TargetColumns has 2 columns; expected one");
        Refused(new CsvOptions { IgnoredColumns = default }, "IgnoredColumns or ClassNames is not set");
        Refused(new CsvOptions { ClassNames = ["a"] }, "Targets is Labels");
        Refused(new CsvOptions { ClassNames = ["a", "a"], Targets = CsvTargets.ClassNames }, "a name twice");

        void Refused(CsvOptions options, string expected)
        {
            ArgumentException exception = Assert.Throws<ArgumentException>(() => Read("1,2,0\n", options));
            Assert.Equal("options", exception.ParamName);
            Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        }
    }
}
