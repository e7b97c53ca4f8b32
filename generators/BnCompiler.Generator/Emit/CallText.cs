using System.Collections.Immutable;
using System.Text;

namespace BnCompiler.Generator.Emit;

/// <summary>A number in the text of a call: an offset, a size. Calls that differ in such numbers only can share a method, to which the numbers are passed.</summary>
/// <param name="Name">What it is called where it is a parameter.</param>
/// <param name="Value">The number.</param>
/// <param name="InPlace">How it is written where it is none: a named constant, the number, or the type that stands for it.</param>
/// <param name="IsType">Whether it is a type argument of a kernel.</param>
internal sealed record CallNumber(string Name, int Value, string InPlace, bool IsType = false);

/// <summary>One or more lines of emitted calls, with the numbers in them apart from the text around them.</summary>
internal sealed class CallText
{
    private readonly ImmutableArray<string>.Builder texts = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<CallNumber>.Builder numbers = ImmutableArray.CreateBuilder<CallNumber>();
    private readonly StringBuilder open = new();
    private string? shape;

    public IReadOnlyList<CallNumber> Numbers => numbers;

    /// <summary>The text without its numbers: equal for calls that can share a method.</summary>
    public string Shape => shape ??= Write(_ => "\0");

    /// <summary>The number of <see cref="Shape"/> among those of its program.</summary>
    public int ShapeNumber { get; set; }

    /// <summary>Characters of the text in place.</summary>
    public int Length { get; private set; }

    public CallText Add(string text)
    {
        open.Append(text);
        Length += text.Length;
        return this;
    }

    public CallText Add(CallNumber number)
    {
        texts.Add(open.ToString());
        numbers.Add(number);
        open.Clear();
        Length += number.InPlace.Length;
        return this;
    }

    public void Add(CallText other)
    {
        for (int index = 0; index < other.numbers.Count; index++)
        {
            Add(other.texts[index]).Add(other.numbers[index]);
        }

        Add(other.open.ToString());
    }

    /// <summary>The text with each number written as <paramref name="write"/> says.</summary>
    public string Write(Func<int, string> write)
    {
        var written = new StringBuilder(Length);
        for (int index = 0; index < texts.Count; index++)
        {
            written.Append(texts[index]).Append(write(index));
        }

        return written.Append(open.ToString()).ToString();
    }

    public override string ToString() => Write(index => numbers[index].InPlace);
}
