using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace BnCompiler.Generator.Tests;

/// <summary>Source in which <c>[|…|]</c> marks where diagnostics are expected.</summary>
internal sealed record MarkedSource(string Text, ImmutableArray<TextSpan> Spans)
{
    public static MarkedSource Parse(string marked)
    {
        var text = new StringBuilder();
        var spans = ImmutableArray.CreateBuilder<TextSpan>();
        int start = 0;
        for (int i = 0; i < marked.Length; i++)
        {
            string pair = marked.Substring(i, Math.Min(2, marked.Length - i));
            if (pair == "[|")
            {
                start = text.Length;
                i++;
            }
            else if (pair == "|]")
            {
                spans.Add(TextSpan.FromBounds(start, text.Length));
                i++;
            }
            else
            {
                text.Append(marked[i]);
            }
        }

        return new MarkedSource(text.ToString(), spans.ToImmutable());
    }
}
