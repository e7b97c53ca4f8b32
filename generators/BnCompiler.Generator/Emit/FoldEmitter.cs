using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;
using BnCompiler.Generator.Schedule;

namespace BnCompiler.Generator.Emit;

/// <summary>
/// Emits the constructor of an inference program: BatchNorms multiplied into weights in double, and everything packed. A large network has many of each, and gets them
/// without explanations, without names of arguments, and without variables for what is used once.
/// </summary>
internal sealed class FoldEmitter
{
    private readonly CodeWriter writer;
    private readonly CompiledNetwork network;
    private readonly List<Node> named;

    private FoldEmitter(CodeWriter writer, CompiledNetwork network)
    {
        this.writer = writer;
        this.network = network;
        named = [.. network.InferenceSchedule.Recipes.SelectMany(BatchNorms).GroupBy(node => node.Id)
            .Where(uses => !network.IsLarge || uses.Count() > 1).Select(uses => uses.First()).OrderBy(node => node.Id)];
    }

    public static void Write(CodeWriter writer, CompiledNetwork network) => new FoldEmitter(writer, network).Write();

    private void Write()
    {
        writer.Line("var parameters = network.Parameters;");
        if (network.IsLarge)
        {
            writer.Line("WeightFold fold;");
        }

        if (named.Count > 0)
        {
            writer.Line();
            writer.Comment("BatchNorms: y = s·x + t with s = γ/√(v + ε), t = β − μ·s");
        }

        foreach (var batchNorm in named)
        {
            writer.Line($"var {Variable(batchNorm)} = {Folded(batchNorm)};");
        }

        foreach (var recipe in network.InferenceSchedule.Recipes)
        {
            if (!network.IsLarge)
            {
                writer.Line();
            }

            Write(recipe);
        }
    }

    private void Write(ConstantRecipe recipe)
    {
        switch (recipe)
        {
            case WeightRecipe weights:
                WriteWeights(weights);
                break;
            case AffineRecipe affine:
                Explain($"{affine.Node.Name}: s and t for the kernel that writes its input");
                WriteAffine(affine);
                break;
            case CopyRecipe copy:
                WriteCopy(copy);
                break;
        }
    }

    private static IEnumerable<Node> BatchNorms(ConstantRecipe recipe) => recipe is AffineRecipe ? [recipe.Node] : recipe.Node.Folds.Select(fold => fold.BatchNorm);

    /// <summary>The affine map of a BatchNorm: its variable, or the call that makes it.</summary>
    private string Affine(Node batchNorm) => named.Any(node => node.Id == batchNorm.Id) ? Variable(batchNorm) : Folded(batchNorm);

    private string Folded(Node batchNorm)
    {
        string epsilon = Literal.Double(((Layers.BatchNormLayer)batchNorm.Layer).Epsilon);
        var fate = network.Inference.Fates.First(fate => fate.BatchNorm == batchNorm.Name);
        string reason = fate.Why == "which computes its input" ? "" : $", {Literal.String(fate.Why)}";
        return $"Folded(parameters, {Literal.String(batchNorm.Name)}, {epsilon}, {Literal.String(fate.Destination)}{reason})";
    }

    private void WriteAffine(AffineRecipe affine)
    {
        string destinations = $"{Constants(affine.Scale)}, {Constants(affine.Shift)}";
        string call = affine.Values is { } image ? $"WriteImage({destinations}, positions: {image.Height * image.Width}, pitch: {image.Pitch})" : $"Write({destinations})";
        writer.Line($"{Affine(affine.Node)}.{call};");
    }

    /// <summary>The node's name as a variable beside those that the constructor has anyway.</summary>
    private string Variable(Node node)
    {
        string name = network.Names.Local(node.Name);
        return name is "network" or "parameters" ? "_" + name : ClassForm.Identifier(name);
    }

    private void WriteWeights(WeightRecipe recipe)
    {
        var node = recipe.Node;
        string local = network.IsLarge ? "fold" : Variable(node);
        Explain(Formula(node));
        string layout = node.Parameters.Any(parameter => parameter.InputsFirst) ? ", inputsFirst: true" : "";
        string fold = $"WeightFold.Of(parameters, {Literal.String(node.Name)}, {recipe.Outputs}, {recipe.Inputs * InputsPerChannel(recipe)}, {recipe.Groups}{layout})";
        writer.Line($"{(network.IsLarge ? "" : "var ")}{local} = {fold}{string.Concat(node.Folds.Select(Applied))};");
        foreach (var (pack, block) in recipe.Packed)
        {
            writer.Line(Move(pack, $"in {local}.WeightReference()", block));
        }

        if (recipe.Bias is not null)
        {
            string border = recipe.Border is null ? "" : $", {Border(recipe.Border)}";
            writer.Line($"{local}.WriteBias({Constants(recipe.Bias)}{border});");
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

    private void WriteCopy(CopyRecipe copy)
    {
        Explain($"{copy.Node.Name}: {copy.Role} as it is");
        writer.Line(Move(copy.Move, $"in parameters[{Literal.String(copy.Node.Name + "." + copy.Role)}].Values[0]", copy.Block));
    }

    /// <summary>The call that moves parameters into a block of constants; names of arguments are left out where there are many calls.</summary>
    private string Move(RuntimeKernel move, string source, Block block)
    {
        string[] arguments = [.. move.Constants, "share: 0", "shares: 1"];
        string[] operands = [$"{move.Operands[0].Name}: {source}", $"{move.Operands[1].Name}: ref ConstantAt({Place(block)})"];
        var written = operands.Concat(arguments).Select(argument => network.IsLarge ? argument.Substring(argument.IndexOf(": ", StringComparison.Ordinal) + 2) : argument);
        return $"{move.Method}({string.Join(", ", written)});";
    }

    private void Explain(string comment)
    {
        if (!network.IsLarge)
        {
            writer.Comment(comment);
        }
    }

    private string Place(Block block) =>
        network.IsLarge ? Literal.Int(network.InferenceSchedule.Blocks[block]) : "Memory." + Names.PascalCase(block.Name);

    /// <summary>A Linear that reads an image has one input per position of each channel.</summary>
    private static int InputsPerChannel(WeightRecipe recipe) => recipe.Node.InputShape.Channels / recipe.Inputs;

    private string Applied(WeightFold fold)
    {
        string batchNorm = Affine(fold.BatchNorm);
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

    private string Constants(Block block) =>
        $"Constants({Place(block)}, {block.Length})";
}
