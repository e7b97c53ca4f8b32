namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>The loops that go over all samples and all rows, over one worker's share of a sample, or over some rows of it.</summary>
internal static class ShareText
{
    /// <summary>Opens the loop over samples first … last−1, with each operand's <c>…Sample</c> in it.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="operands">The operands.</param>
    /// <param name="offset">The offset of an operand's sample n.</param>
    public static CodeWriter.Scope Samples(KernelWriter writer, IEnumerable<ImageOperand> operands, Func<ImageOperand, string> offset)
    {
        var scope = writer.IsOneSample ? default : writer.Block("for (int n = first; n < last; n++)");
        foreach (var operand in operands)
        {
            writer.Line($"ref float {operand.Sample} = {Sample(writer, operand.Name, offset(operand))};");
        }

        return scope;
    }

    /// <summary>A reference to a sample's part of an operand, as an expression.</summary>
    public static string Sample(KernelWriter writer, string name, string offset) => writer.IsOneSample ? $"ref {name}" : $"ref Unsafe.Add(ref {name}, {offset})";

    /// <summary>Opens the loop over rows, or other units of a sample that do not depend on each other.</summary>
    public static CodeWriter.Scope Units(KernelWriter writer, string variable, string units)
    {
        if (!writer.TakesShare)
        {
            return writer.Block($"for (int {variable} = 0; {variable} < {units}; {variable}++)");
        }

        writer.Line($"int end = share.Last({units});");
        return writer.Block($"for (int {variable} = share.First({units}); {variable} < end; {variable}++)");
    }
}
