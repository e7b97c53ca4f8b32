using System.Collections.Immutable;
using BnCompiler.Tool.Onnx;
using Microsoft.CodeAnalysis.CSharp;

namespace BnCompiler.Tool.Declaring;

/// <summary>Names of layers, from names of the model.</summary>
internal static class LayerName
{
    private const int Longest = 60;

    private static readonly string[] WeightSuffixes = [".weight", "_weight", ".scale", ".W", "/kernel:0", ".w_0"];

    /// <summary>
    /// What the model calls a layer: its weights' name without ".weight", as exporters from PyTorch write it, otherwise the name of the node; null where both say nothing.
    /// </summary>
    public static string? OfNode(OnnxNode node)
    {
        string? weight = node.Inputs.Skip(1).FirstOrDefault(name => WeightSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal)));
        string suffixOfWeight = weight is null ? "" : WeightSuffixes.First(suffix => weight.EndsWith(suffix, StringComparison.Ordinal));
        return Identifier(weight is null ? WithoutOperator(node) : weight[..^suffixOfWeight.Length]);
    }

    /// <summary>A name of letters, digits and underscores; null where nothing that tells anything is left, or a keyword of C#.</summary>
    public static string? Identifier(string name)
    {
        string text = string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));
        string[] parts = text.Split('_', StringSplitOptions.RemoveEmptyEntries);
        string identifier = string.Join('_', parts);
        string member = string.Concat(parts).ToLowerInvariant();
        bool isKeyword = SyntaxFacts.GetKeywordKind(member) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(member) != SyntaxKind.None;
        return identifier.Length is 0 or > Longest || !char.IsAsciiLetter(identifier[0]) || isKeyword ? null : identifier;
    }

    // "/layer1/layer1.0/conv1/Conv" repeats each module and ends with the operator; "Conv_12" is the operator and a number.
    private static string WithoutOperator(OnnxNode node)
    {
        string[] parts = [.. node.Name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => !part.StartsWith(node.OpType, StringComparison.OrdinalIgnoreCase))];
        ImmutableArray<string> modules = [.. parts.Where((part, index) => index + 1 == parts.Length || !parts[index + 1].StartsWith(part + ".", StringComparison.Ordinal))];
        return WithoutSuffix(string.Join('_', modules), node.OpType);
    }

    /// <summary>"block_conv_12" without the operator and its number.</summary>
    private static string WithoutSuffix(string name, string opType)
    {
        string unnumbered = name.TrimEnd("0123456789".ToCharArray()).TrimEnd('_');
        string suffix = "_" + opType;
        return unnumbered.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? unnumbered[..^suffix.Length] : name;
    }
}
