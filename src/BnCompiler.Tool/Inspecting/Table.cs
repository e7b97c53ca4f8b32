using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace BnCompiler.Tool.Inspecting;

/// <summary>Rows of texts under titles, with a line in front.</summary>
internal sealed record Table(string Heading, ImmutableArray<string> Titles, ImmutableArray<ImmutableArray<string>> Rows)
{
    private const int Widest = 60;

    /// <summary>The heading, the titles and the rows, in columns.</summary>
    public IEnumerable<string> ToText()
    {
        int[] widths = [.. Titles.Select((title, column) => Rows.Select(row => row[column].Length).Append(title.Length).Max()).Select(width => Math.Min(width, Widest))];
        return [Heading, Line(Titles, widths), .. Rows.Select(row => Line(row, widths))];
    }

    /// <summary>An object for each row, its titles in lower case.</summary>
    public IEnumerable<string> ToJson() => Rows.Select(row => new JsonObject(
        Titles.Select((title, column) => KeyValuePair.Create<string, JsonNode?>(title.ToLowerInvariant(), row[column]))).ToJsonString());

    private static string Line(ImmutableArray<string> texts, int[] widths) =>
        string.Join("  ", texts.Select((text, column) => text.PadRight(widths[column]))).TrimEnd();
}
