namespace BnCompiler;

/// <summary>The fields of one line, and the number of the line, from 1, that it begins on.</summary>
internal sealed record CsvRow(int Line, IReadOnlyList<string> Fields);
