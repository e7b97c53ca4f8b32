using System.Text;

namespace BnCompiler.Generator.Emit;

/// <summary>Writes indented C# from top to bottom. Lines end in LF on every machine, and what is written is never touched again.</summary>
internal class CodeWriter
{
    private const string Indent = "    ";

    private readonly StringBuilder text = new();
    private int depth;

    /// <summary>Writes one line, or an empty one.</summary>
    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            for (int i = 0; i < depth; i++)
            {
                text.Append(Indent);
            }

            text.Append(line);
        }

        text.Append('\n');
    }

    /// <summary>Writes several lines, usually a raw string literal, each at the current indentation.</summary>
    public void Lines(string lines)
    {
        foreach (string line in lines.Split('\n'))
        {
            Line(line.TrimEnd());
        }
    }

    /// <summary>Writes a <c>//</c> comment.</summary>
    public void Comment(string comment)
    {
        foreach (string line in comment.Split('\n'))
        {
            Line("// " + line.TrimEnd());
        }
    }

    /// <summary>Writes an XML documentation summary; the text is escaped.</summary>
    public void Summary(string summary)
    {
        string[] lines = summary.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Split('\n');
        if (lines.Length == 1)
        {
            Line($"/// <summary>{lines[0]}</summary>");
            return;
        }

        Line("/// <summary>");
        foreach (string line in lines)
        {
            Line("/// " + line.TrimEnd());
        }

        Line("/// </summary>");
    }

    /// <summary>Writes the header's lines, if any, and opens a block in braces that ends when the result is disposed of.</summary>
    public Scope Block(string? header = null)
    {
        if (header is not null)
        {
            Lines(header);
        }

        Line("{");
        depth++;
        return new Scope(this, "}");
    }

    /// <summary>Indents what follows, without braces, until the result is disposed of.</summary>
    public Scope Indented()
    {
        depth++;
        return new Scope(this, null);
    }

    public override string ToString() => text.ToString();

    private void Close(string? ending)
    {
        depth--;
        if (ending is not null)
        {
            Line(ending);
        }
    }

    /// <summary>An open block.</summary>
    internal readonly struct Scope(CodeWriter? writer, string? ending) : IDisposable
    {
        public void Dispose() => writer?.Close(ending);
    }
}
