using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BnCompiler.Generator.Diagnostics;

/// <summary>
/// Says what is wrong with a network or a block, at the attribute or argument. It compiles the same record as the generator; being an analyzer, it
/// obeys <c>#pragma</c> and <c>.editorconfig</c>, and its locations never touch the generator's cache.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NetworkAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => DiagnosticDescriptors.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(static symbol => Analyze(symbol), SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var attributed = AttributedClass.Of((INamedTypeSymbol)context.Symbol);
        if (!attributed.IsDeclaration)
        {
            return;
        }

        foreach (var diagnostic in Diagnostics(attributed, context.Compilation, context.CancellationToken))
        {
            context.ReportDiagnostic(diagnostic);
        }
    }

    private static IEnumerable<Diagnostic> Diagnostics(AttributedClass attributed, Compilation compilation, CancellationToken cancellation)
    {
        var problems = ClassDiagnostics.Of(attributed, cancellation).ToImmutableArray();
        if (!problems.IsEmpty || attributed.HasErrors)
        {
            return problems;
        }

        var expansion = BlockExpander.Expand(attributed, compilation, cancellation);
        return expansion.HasErrors ? []
            : !expansion.Problems.IsEmpty ? expansion.Problems.SelectMany(Diagnostics)
            : DeclarationReader.Read(attributed, expansion, cancellation) is { } declaration ? FindingDiagnostics.Of(NetworkCompiler.Findings(declaration), attributed, expansion, cancellation)
            : [];
    }

    private static IEnumerable<Diagnostic> Diagnostics(DeclarationProblem problem) =>
        problem.Locations.Select(location => Diagnostic.Create(DiagnosticDescriptors.Of(problem.Id), location, [.. problem.Arguments]));
}
