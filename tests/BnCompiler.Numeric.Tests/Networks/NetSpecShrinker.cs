using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Smaller valid networks than a given one, the smallest first.</summary>
internal static class NetSpecShrinker
{
    public static IEnumerable<NetSpec> Shrink(NetSpec spec) => Candidates(spec).Where(candidate => candidate.IsTrainable() && candidate != spec);

    /// <summary>Follows the first smaller network that still fails until none does, or the tries are used up.</summary>
    public static NetSpec Smallest(NetSpec failing, Func<NetSpec, bool> fails, int tries)
    {
        while (true)
        {
            NetSpec? smaller = null;
            foreach (var candidate in Shrink(failing))
            {
                if (tries-- <= 0)
                {
                    return failing;
                }

                if (fails(candidate))
                {
                    smaller = candidate;
                    break;
                }
            }

            if (smaller is null)
            {
                return failing;
            }

            failing = smaller;
        }
    }

    private static IEnumerable<NetSpec> Candidates(NetSpec spec)
    {
        for (int half = spec.Layers.Length / 2; half > 0; half /= 2)
        {
            yield return spec with { Layers = spec.Layers[..^half] };
            yield return spec with { Layers = spec.Layers[half..], Input = spec.Shapes()!.Value[half] };
        }

        for (int i = 0; i < spec.Layers.Length; i++)
        {
            yield return spec with { Layers = spec.Layers.RemoveAt(i) };
        }

        for (int i = 0; i < spec.Layers.Length; i++)
        {
            foreach (var smaller in spec.Layers[i].Shrink())
            {
                yield return spec with { Layers = spec.Layers.SetItem(i, smaller) };
            }
        }

        foreach (var input in Smaller(spec.Input))
        {
            yield return spec with { Input = input };
        }

        if (spec.InputOffset != 0)
        {
            yield return spec with { InputOffset = 0 };
        }

        foreach (int batch in Enumerable.Range(1, spec.Batch - 1))
        {
            yield return spec with { Batch = batch };
        }
    }

    private static IEnumerable<Extent> Smaller(Extent input)
    {
        yield return input with { Channels = 1 };
        yield return input with { Channels = Math.Max(input.Channels / 2, 1) };
        yield return input with { Height = Math.Max(input.Height - 1, 1) };
        yield return input with { Width = Math.Max(input.Width - 1, 1) };
    }
}
