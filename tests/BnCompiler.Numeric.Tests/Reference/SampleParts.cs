namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>The inputs or the outputs of a network: a sample is all of them, one after the other.</summary>
internal static class SampleParts
{
    public static Extent Of(IReadOnlyList<Extent> parts) => parts is [var only] ? only : Extent.Features(parts.Sum(part => part.Length));

    public static Volume[] Split(Volume all, IReadOnlyList<Extent> parts)
    {
        var result = new Volume[parts.Count];
        int start = 0;
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = new Volume(all.Samples, parts[i].Channels, parts[i].Height, parts[i].Width);
            Copy(result[i], all, start, (part, at, whole, from) => part.Set(at, whole.Values[from], whole.Errors[from], whole.Magnitudes[from]));
            start += parts[i].Length;
        }

        return result;
    }

    public static Volume Join(IReadOnlyList<Volume> parts)
    {
        if (parts is [var only])
        {
            return only;
        }

        var all = new Volume(parts[0].Samples, parts.Sum(part => part.Features), 1, 1);
        int start = 0;
        foreach (var part in parts)
        {
            Copy(part, all, start, (from, at, whole, to) => whole.Set(to, from.Values[at], from.Errors[at], from.Magnitudes[at]));
            start += part.Features;
        }

        return all;
    }

    private static void Copy(Volume part, Volume all, int start, Action<Volume, int, Volume, int> copy)
    {
        for (int n = 0; n < part.Samples; n++)
        {
            for (int i = 0; i < part.Features; i++)
            {
                copy(part, (n * part.Features) + i, all, (n * all.Features) + start + i);
            }
        }
    }
}
