using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BnCompiler.Generator.Tests.Architecture;

/// <summary>
/// Finds what the generator's folders use against the rules of the house. It resolves every name with the compiler, so that no alias,
/// qualified name or <c>var</c> hides a dependency.
/// </summary>
internal static class DependencyChecker
{
    private const string RootNamespace = "BnCompiler.Generator";

    /// <summary>A folder uses only those before it.</summary>
    private static readonly string[] FoldersInOrder = ["Declaration", "Ir", "Layers", "Analysis", "Passes", "Schedule", "Emit"];

    /// <summary>Diagnostics is beside the line: it tells of what the whole compiler found.</summary>
    private const string Diagnostics = "Diagnostics";

    private static readonly string[] RoslynAllowed = ["Declaration/", "Diagnostics/", "NetworkGenerator.cs"];

    /// <param name="sources">Text by path in the generator's project.</param>
    /// <returns>A sentence for each violation, in ordinal order.</returns>
    public static IReadOnlyList<string> Check(IReadOnlyDictionary<string, string> sources)
    {
        var compilation = Repository.Compile(sources);
        var unresolved = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(error => $"cannot be checked: {error}");
        var violations = compilation.SyntaxTrees.SelectMany(tree => Uses(compilation.GetSemanticModel(tree)).SelectMany(use => Violations(tree.FilePath, use)));
        return [.. unresolved.Concat(violations).Distinct().Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<ISymbol> Uses(SemanticModel model) => model.SyntaxTree.GetRoot().DescendantNodes()
        .Where(node => node is ExpressionSyntax or ConstructorInitializerSyntax)
        .SelectMany(node => new[] { model.GetSymbolInfo(node).Symbol, model.GetTypeInfo(node).Type })
        .OfType<ISymbol>();

    private static IEnumerable<string> Violations(string path, ISymbol use)
    {
        var type = use as INamedTypeSymbol ?? use.ContainingType;
        if (type is null)
        {
            yield break;
        }

        string used = type.ContainingNamespace.ToDisplayString();
        if (IsInside(used, "Microsoft.CodeAnalysis") && !RoslynAllowed.Any(allowed => path.StartsWith(allowed, StringComparison.Ordinal)))
        {
            yield return $"{path} uses Roslyn's {type.Name}";
        }

        string folder = path.Contains('/') ? path.Split('/')[0] : "";
        if (folder.Length > 0 && IsInside(used, RootNamespace) && !MayUse(folder, Folder(used)))
        {
            yield return $"{path} uses {type.Name} of {(Folder(used).Length == 0 ? "the root" : Folder(used))}";
        }
    }

    private static bool MayUse(string folder, string used) =>
        folder == used
        || (folder == Diagnostics && used is "" or "Declaration" or "Ir")
        || (Array.IndexOf(FoldersInOrder, used) is >= 0 and var index && index < Array.IndexOf(FoldersInOrder, folder));

    private static string Folder(string name) => name == RootNamespace ? "" : name[(RootNamespace.Length + 1)..].Split('.')[0];

    private static bool IsInside(string name, string parent) => name == parent || name.StartsWith(parent + ".", StringComparison.Ordinal);
}
