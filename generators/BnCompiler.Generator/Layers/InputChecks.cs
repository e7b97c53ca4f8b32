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
        if (input.IsSpatial)
        {
            return true;
        }

        findings.Report(
            "BN0005",
            null,
            findings.Subject,
            "[channels, height, width]",
            input.ToString(),
            "move it in front of [Flatten], or give the network an image: [Network(channels, height, width)]");
        return false;
    }
}
