using System.Text;

namespace BnCompiler.Generator.Emit;

/// <summary>A number in the text of a call: an offset, a size. Calls that differ in such numbers only can share a method, to which the numbers are passed.</summary>
/// <param name="Name">What it is called where it is a parameter.</param>
/// <param name="Value">The number.</param>
/// <param name="InPlace">How it is written where it is none: a named constant, the number, or the type that stands for it.</param>
/// <param name="IsType">Whether it is a type argument of a kernel.</param>
internal sealed record CallNumber(string Name, int Value, string InPlace, bool IsType = false);

/// <summary>One or more lines of emitted calls, with the numbers in them apart from the text around them.</summary>
/// <param name="open">Where the text is put together, empty; free again for another one once <see cref="Shape"/> is known.</param>
internal sealed class CallText(StringBuilder open)
{
    private const char Place = '\0';

    private readonly List<CallNumber> numbers = [];
    private string? shape;

    public IReadOnlyList<CallNumber> Numbers => numbers;

    /// <summary>The text without its numbers: equal for calls that can share a method.</summary>
    public string Shape => shape ??= open.ToString();

    /// <summary>Characters of the text in place.</summary>
    public int Length { get; private set; }

    public CallText Add(string part)
    {
        open.Append(part);
        Length += part.Length;
        return this;
    }

    public CallText Add(CallNumber number)
    {
        open.Append(Place);
        numbers.Add(number);
        Length += number.InPlace.Length;
        return this;
    }

    /// <summary>The text with each number written as <paramref name="write"/> says.</summary>
    public string Write(Func<int, string> write)
    {
        string[] parts = Shape.Split(Place);
        var written = new StringBuilder(parts[0], Length);
        for (int index = 0; index < numbers.Count; index++)
        {
            written.Append(write(index)).Append(parts[index + 1]);
        }

        return written.ToString();
    }

    public override string ToString() => Write(index => numbers[index].InPlace);
}
