namespace BnCompiler;

/// <summary>What the target columns of a <see cref="CsvFile"/> hold.</summary>
public enum CsvTargets
{
    /// <summary>One column with the label, a whole number from 0.</summary>
    Labels,

    /// <summary>One column with the name of the class; the label is the name's place among all names in ordinal order.</summary>
    ClassNames,

    /// <summary>One or more columns with numbers to predict.</summary>
    Values,
}
