using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>Emits the constructor of an inference program: BatchNorms multiplied into weights in double, and everything packed.</summary>
internal static class FoldEmitter
{
    public static void Write(CodeWriter writer, CompiledNetwork network)
    {
        writer.Line("var parameters = network.Parameters;");
        var batchNorms = BatchNorms(network).ToList();
        if (batchNorms.Count > 0)
        {
            writer.Line();
            writer.Comment("BatchNorms: y = s·x + t with s = γ/√(v + ε), t = β − μ·s");
        }

        foreach (var batchNorm in batchNorms)
        {
            WriteAffine(writer, network, batchNorm);
        }

        foreach (var recipe in network.InferenceSchedule.Recipes)
        {
            if (!network.IsLarge)
            {
                writer.Line();
            }

            switch (recipe)
            {
                case WeightRecipe weights:
                    WriteWeights(writer, network, weights);
                    break;
                case AffineRecipe affine:
                    Explain(writer, network, $"{affine.Node.Name}: s and t for the kernel that writes its input");
                    writer.Line(Write(network, affine));
                    break;
                case CopyRecipe copy:
                    WriteCopy(writer, network, copy);
                    break;
            }
        }
    }

    private static string Write(CompiledNetwork network, AffineRecipe affine)
    {
        string destinations = $"{Constants(network, affine.Scale)}, {Constants(network, affine.Shift)}";
        string call = affine.Values is { } image ? $"WriteImage({destinations}, positions: {image.Height * image.Width}, pitch: {image.Pitch})" : $"Write({destinations})";
        return $"{network.Names.Local(affine.Node.Name)}.{call};";
    }

    private static IEnumerable<Node> BatchNorms(CompiledNetwork network) =>
        network.InferenceSchedule.Recipes.SelectMany(recipe => recipe is AffineRecipe ? [recipe.Node] : recipe.Node.Folds.Select(fold => fold.BatchNorm))
            .GroupBy(node => node.Id).Select(group => group.First()).OrderBy(node => node.Id);

    private static void WriteAffine(CodeWriter writer, CompiledNetwork network, Node node)
    {
        string epsilon = Literal.Double(((Layers.BatchNormLayer)node.Layer).Epsilon);
        var fate = network.Inference.Fates.First(fate => fate.BatchNorm == node.Name);
        string reason = fate.Why == "which computes its input" ? "" : $", {Literal.String(fate.Why)}";
        writer.Line($"var {network.Names.Local(node.Name)} = Folded(parameters, {Literal.String(node.Name)}, {epsilon}, {Literal.String(fate.Destination)}{reason});");
    }

    private static void WriteWeights(CodeWriter writer, CompiledNetwork network, WeightRecipe recipe)
    {
        var node = recipe.Node;
        string local = network.Names.Local(node.Name);
        Explain(writer, network, Formula(node));
        string layout = node.Parameters.Any(parameter => parameter.InputsFirst) ? ", inputsFirst: true" : "";
        string fold = $"WeightFold.Of(parameters, {Literal.String(node.Name)}, {recipe.Outputs}, {recipe.Inputs * InputsPerChannel(recipe)}, {recipe.Groups}{layout})";
        writer.Line($"var {local} = {fold}{string.Concat(node.Folds.Select(applied => Applied(network, applied)))};");
        foreach (var (pack, block) in recipe.Packed)
        {
            writer.Line(Move(network, pack, $"in {local}.WeightReference()", block));
        }

        if (recipe.Bias is not null)
        {
            string border = recipe.Border is null ? "" : $", {Border(recipe.Border)}";
            writer.Line($"{local}.WriteBias({Constants(network, recipe.Bias)}{border});");
        }
    }

    private static string Border(BorderBias border)
    {
        var (window, image, rows) = border;
        return $"new ConvolutionBorder(rows: new({Axis(image.Height, window.KernelHeight, window.StrideHeight, window.PaddingHeight, window.DilationHeight, rows.Rows)}), " +
            $"columns: new({Axis(image.Width, window.KernelWidth, window.StrideWidth, window.PaddingWidth, window.DilationWidth, rows.Columns)}), " +
            $"leading: {rows.Leading}, trailing: {rows.Trailing}, pitch: {rows.Pitch})";
    }

    private static string Axis(int input, int kernel, int stride, int padding, int dilation, int output) =>
        $"input: {input}, kernel: {kernel}, stride: {stride}, padding: {padding}, dilation: {dilation}, output: {output}";

    private static void WriteCopy(CodeWriter writer, CompiledNetwork network, CopyRecipe copy)
    {
        Explain(writer, network, $"{copy.Node.Name}: {copy.Role} as it is");
        writer.Line(Move(network, copy.Move, $"in parameters[{Literal.String(copy.Node.Name + "." + copy.Role)}].Values[0]", copy.Block));
    }

    /// <summary>The call that moves parameters into a block of constants; names of arguments are left out where there are many calls.</summary>
    private static string Move(CompiledNetwork network, RuntimeKernel move, string source, Block block)
    {
        string[] arguments = [.. move.Constants, "share: 0", "shares: 1"];
        string[] operands = [$"{move.Operands[0].Name}: {source}", $"{move.Operands[1].Name}: ref ConstantAt({Place(network, block)})"];
        var written = operands.Concat(arguments).Select(argument => network.IsLarge ? argument.Substring(argument.IndexOf(": ", StringComparison.Ordinal) + 2) : argument);
        return $"{move.Method}({string.Join(", ", written)});";
    }

    private static void Explain(CodeWriter writer, CompiledNetwork network, string comment)
    {
        if (!network.IsLarge)
        {
            writer.Comment(comment);
        }
    }

    private static string Place(CompiledNetwork network, Block block) =>
        network.IsLarge ? Literal.Int(network.InferenceSchedule.Blocks[block]) : "Memory." + Names.PascalCase(block.Name);

    /// <summary>A Linear that reads an image has one input per position of each channel.</summary>
    private static int InputsPerChannel(WeightRecipe recipe) => recipe.Node.InputShape.Channels / recipe.Inputs;

    private static string Applied(CompiledNetwork network, WeightFold fold)
    {
        string batchNorm = network.Names.Local(fold.BatchNorm.Name);
        string share = fold.Share is not { } part ? "" : $", firstChannel: {part.FirstChannel}{(part.Shifts ? "" : ", shifts: false")}";
        return fold.Side == FoldSide.Output ? $".FollowedBy({batchNorm}{share})"
            : fold.RepeatsPerChannel == 1 ? $".PrecededBy({batchNorm})"
            : $".PrecededBy({batchNorm}, repeats: {fold.RepeatsPerChannel})";
    }

    private static string Formula(Node node)
    {
        var parts = node.Folds.Select(fold => fold.Side == FoldSide.Output
            ? $"W' = s·W and b' = s·b{(fold.Share is { Shifts: false } ? "" : " + t")} of {fold.BatchNorm.Name}"
            : $"W' = W·diag(s) and b' = b + W·t of {fold.BatchNorm.Name}");
        return $"{node.Name}: {string.Join(", ", parts.DefaultIfEmpty("weights as they are"))}";
    }

    private static string Constants(CompiledNetwork network, Block block) =>
        $"Constants({Place(network, block)}, {block.Length})";
}
