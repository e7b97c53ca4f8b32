namespace BnCompiler;

/// <summary>Whether the first line of a <see cref="CsvFile"/> names the columns.</summary>
public enum CsvHeader
{
    /// <summary>It does where an input in it is no number, or where it has another number of fields than the second line, as in scikit-learn's files.</summary>
    Detect,

    /// <summary>It does not: it is the first sample.</summary>
    None,

    /// <summary>It does, whatever stands in it.</summary>
    Present,
}
