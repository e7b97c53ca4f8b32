namespace ModelZoo.Results;

/// <summary>A line of output, for people or for programs.</summary>
internal interface IResult
{
    /// <summary>Who ran it, where several engines' lines stand together.</summary>
    const string Us = "bncompiler";

    /// <summary>The head of the table.</summary>
    static abstract string Columns { get; }

    string ToRow();

    string ToJson();
}
