using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Layers;

/// <summary>Checks that several layers make of their input.</summary>
internal static class InputChecks
{
    /// <summary>Reports that one of several inputs does not fit the others; the current value at the attribute, a named one at its name.</summary>
    public static void ReportBranch(int input, string expected, Shape arrived, string fix, FindingSink findings) => findings.Report(
        "BN0005",
        input == 0 ? null : $"Others[{input - 1}]",
        findings.Subject,
        expected,
        $"{arrived} from {findings.InputName(input)}",
        fix);

    /// <summary>Whether the input is an image; reports it where it is not.</summary>
    public static bool IsImage(Shape input, FindingSink findings)
    {
        if (!input.IsImage)
        {
            Report(input, "[channels, height, width]", "an image: [Network(channels, height, width)]", findings);
        }

        return input.IsImage;
    }

    /// <summary>Whether the input is a sequence; reports it where it is not.</summary>
    public static bool IsSequence(Shape input, FindingSink findings)
    {
        if (!input.IsSequence)
        {
            Report(input, "[channels, length]", "a sequence: [Network(channels, length)]", findings);
        }

        return input.IsSequence;
    }

    /// <summary>Whether the input has channels apart from its positions; reports it where it is flat.</summary>
    public static bool HasPositions(Shape input, FindingSink findings)
    {
        if (input.IsFeatures)
        {
            Report(input, "[channels, length] or [channels, height, width]", "an image: [Network(channels, height, width)]", findings);
        }

        return !input.IsFeatures;
    }

    /// <summary>All sizes in words.</summary>
    public static string SizesOf(Shape shape) => $"channels{(shape.IsSequence ? " and" : ",")} {PositionsOf(shape)}";

    /// <summary>The sizes behind the channels in words.</summary>
    public static string PositionsOf(Shape shape) => shape.IsSequence ? "length" : "height and width";

    private static void Report(Shape input, string expected, string network, FindingSink findings)
    {
        string place = input.IsFeatures ? "move it in front of [Flatten]" : "put [Reshape] in front of it";
        findings.Report("BN0005", null, findings.Subject, expected, input.ToString(), $"{place}, or give the network {network}");
    }
}
