using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>Emits the constructor of an inference program: BatchNorms multiplied into weights in double, and everything packed.</summary>
internal static class FoldEmitter
{
    public static void Write(CodeWriter writer, CompiledNetwork network)
    {
        foreach (var batchNorm in BatchNorms(network))
        {
            WriteAffine(writer, network, batchNorm);
        }

        foreach (var recipe in network.InferenceSchedule.Recipes)
        {
            writer.Line();
            switch (recipe)
            {
                case WeightRecipe weights:
                    WriteWeights(writer, network, weights);
                    break;
                case AffineRecipe affine:
                    writer.Comment($"{affine.Node.Name}: s and t for the kernel that writes its input");
                    writer.Line($"{network.Names.Local(affine.Node.Name)}.Write({Constants(network, affine.Scale)}, {Constants(network, affine.Shift)});");
                    break;
                case CopyRecipe copy:
                    WriteCopy(writer, network, copy);
                    break;
            }
        }
    }

    private static IEnumerable<Node> BatchNorms(CompiledNetwork network) =>
        network.InferenceSchedule.Recipes.SelectMany(recipe => recipe is AffineRecipe ? [recipe.Node] : recipe.Node.Folds.Select(fold => fold.BatchNorm))
            .GroupBy(node => node.Id).Select(group => group.First()).OrderBy(node => node.Id);

    private static void WriteAffine(CodeWriter writer, CompiledNetwork network, Node node)
    {
        string Span(string role) => node.Has(role) ? "network." + network.Names.OfParameter(node.Name, role) : "[]";
        string epsilon = ((Layers.BatchNormLayer)node.Layer).Epsilon.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        writer.Comment($"{node.Name}: y = s·x + t with s = γ/√(v + ε), t = β − μ·s");
        writer.Line($"var {network.Names.Local(node.Name)} = new BatchNormAffine({Span("weight")}, {Span("bias")}, {Span("running_mean")}, {Span("running_var")}, {epsilon});");
    }

    private static void WriteWeights(CodeWriter writer, CompiledNetwork network, WeightRecipe recipe)
    {
        var node = recipe.Node;
        string local = network.Names.Local(node.Name);
        string bias = node.Has("bias") ? "network." + network.Names.OfParameter(node.Name, "bias") : "[]";
        writer.Comment(Formula(node));
        string layout = node.Parameters.Any(parameter => parameter.InputsFirst) ? ", inputsFirst: true" : "";
        string fold = $"new WeightFold(network.{network.Names.OfParameter(node.Name, "weight")}, {bias}, {recipe.Outputs}, {recipe.Inputs * InputsPerChannel(recipe)}, {recipe.Groups}{layout})";
        writer.Line($"var {local} = {fold}{string.Concat(node.Folds.Select(applied => Applied(network, applied)))};");
        foreach (var (pack, block) in recipe.Packed)
        {
            writer.Line($"{pack.Method}(weight: in {local}.WeightReference(), packed: ref ConstantAt(Memory.{Names.PascalCase(block.Name)}), {string.Join(", ", pack.Constants)}, share: 0, shares: 1);");
        }

        if (recipe.Bias is not null)
        {
            writer.Line($"{local}.WriteBias({Constants(network, recipe.Bias)});");
        }
    }

    private static void WriteCopy(CodeWriter writer, CompiledNetwork network, CopyRecipe copy)
    {
        string parameter = network.Names.OfParameter(copy.Node.Name, copy.Role);
        string[] names = [.. copy.Move.Operands.Select(operand => operand.Name)];
        writer.Comment($"{copy.Node.Name}: {copy.Role} as it is");
        writer.Line($"{copy.Move.Method}({names[0]}: in network.{parameter}[0], {names[1]}: ref ConstantAt(Memory.{Names.PascalCase(copy.Block.Name)}), {string.Join(", ", copy.Move.Constants)}, share: 0, shares: 1);");
    }

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
        $"Constants(Memory.{Names.PascalCase(block.Name)}, {block.Length})";
}
