using System.Text;

namespace BnCompiler;

/// <summary>
/// Splits a text into rows and fields by RFC 4180: a field in quotes may hold delimiters, line ends and doubled quotes. Lines end with CR LF, LF or CR; empty lines
/// are no rows.
/// </summary>
/// <param name="text">The text.</param>
/// <param name="delimiter">What stands between two fields.</param>
/// <param name="error">Makes the exception for a line, a column and what is wrong there.</param>
internal sealed class CsvReader(TextReader text, char delimiter, Func<int, int, string, Exception> error)
{
    private const char Quote = '"';
    private const int End = -1;

    /// <summary>Numbers and names are shorter; what is longer is no table.</summary>
    private const int MaximumFieldLength = 1 << 16;

    private readonly StringBuilder _field = new();
    private readonly List<string> _fields = [];
    private int _line = 1;

    /// <summary>Reads the next row.</summary>
    /// <returns>The row; null at the end.</returns>
    public CsvRow? Read()
    {
        while (IsLineEnd(text.Peek()))
        {
            SkipLineEnd();
        }

        if (text.Peek() == End)
        {
            return null;
        }

        int line = _line;
        _fields.Clear();
        do
        {
            _fields.Add(ReadField());
        }
        while (SkipDelimiter());

        SkipLineEnd();
        return new CsvRow(line, [.. _fields]);
    }

    private string ReadField()
    {
        _field.Clear();
        if (text.Peek() == Quote)
        {
            ReadQuoted();
            return _field.ToString();
        }

        while (text.Peek() is var next && next != delimiter && next != End && !IsLineEnd(next))
        {
            if (next == Quote)
            {
                throw Error("has a quote inside a field that does not begin with one");
            }

            Append(text.Read());
        }

        return _field.ToString();
    }

    private void ReadQuoted()
    {
        int line = _line;
        text.Read();
        while (true)
        {
            int next = text.Peek();
            if (next == End)
            {
                throw error(line, _fields.Count + 1, "begins with a quote that never ends");
            }

            if (IsLineEnd(next))
            {
                AppendLineEnd();
                continue;
            }

            text.Read();
            if (next == Quote && text.Peek() != Quote)
            {
                break;
            }

            Append(next == Quote ? text.Read() : next);
        }

        if (text.Peek() is var after && after != delimiter && after != End && !IsLineEnd(after))
        {
            throw Error($"goes on with '{(char)after}' after its closing quote");
        }
    }

    private bool SkipDelimiter()
    {
        if (text.Peek() != delimiter)
        {
            return false;
        }

        text.Read();
        return true;
    }

    private void AppendLineEnd()
    {
        bool isPair = text.Peek() == '\r';
        Append(text.Peek());
        SkipLineEnd(out bool hasFeed);
        if (isPair && hasFeed)
        {
            Append('\n');
        }
    }

    private void SkipLineEnd() => SkipLineEnd(out _);

    private void SkipLineEnd(out bool hasFeed)
    {
        hasFeed = false;
        if (text.Peek() == End)
        {
            return;
        }

        _line++;
        if (text.Read() == '\r' && text.Peek() == '\n')
        {
            hasFeed = true;
            text.Read();
        }
    }

    private void Append(int character)
    {
        if (_field.Length == MaximumFieldLength)
        {
            throw Error($"has more than {MaximumFieldLength} characters");
        }

        _field.Append((char)character);
    }

    private Exception Error(string message) => error(_line, _fields.Count + 1, message);

    private static bool IsLineEnd(int character) => character is '\r' or '\n';
}
