using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BnCompiler.Generator.Diagnostics;

/// <summary>
/// Says what is wrong with a network, at the attribute or argument. It compiles the same record as the generator; being an analyzer, it
/// obeys <c>#pragma</c> and <c>.editorconfig</c>, and its locations never touch the generator's cache.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NetworkAnalyzer : DiagnosticAnalyzer
{
    /// <summary>In a diagnostic's properties when inserting <c>[Flatten]</c> in front of the layer mends it.</summary>
    internal const string MendedByFlatten = nameof(MendedByFlatten);

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

        foreach (var diagnostic in Diagnostics(attributed, context.CancellationToken))
        {
            context.ReportDiagnostic(diagnostic);
        }
    }

    private static IEnumerable<Diagnostic> Diagnostics(AttributedClass attributed, CancellationToken cancellation)
    {
        var problems = ClassDiagnostics.Of(attributed, cancellation).ToImmutableArray();
        bool isCompiled = problems.IsEmpty && !attributed.HasErrors;
        return isCompiled && DeclarationReader.Read(attributed, cancellation) is { } declaration
            ? NetworkCompiler.Compile(declaration).Findings.Select(finding => Diagnostic(finding, attributed, cancellation))
            : problems;
    }

    private static Diagnostic Diagnostic(Finding finding, AttributedClass attributed, CancellationToken cancellation)
    {
        var arguments = finding.Arguments.IsEmpty ? [attributed.Type.Name] : finding.Arguments;
        var properties = arguments.Last().StartsWith("add [Flatten]", StringComparison.Ordinal)
            ? ImmutableDictionary<string, string?>.Empty.Add(MendedByFlatten, null)
            : ImmutableDictionary<string, string?>.Empty;
        return Microsoft.CodeAnalysis.Diagnostic.Create(
            DiagnosticDescriptors.Of(finding.Id), Locate(finding, attributed, cancellation), properties, [.. arguments]);
    }

    private static Location Locate(Finding finding, AttributedClass attributed, CancellationToken cancellation)
    {
        if (finding.Layer >= 0)
        {
            return DeclarationLocator.Layer(attributed, finding.Layer, finding.Argument, cancellation);
        }

        return finding.Id == DiagnosticDescriptors.InputShape.Id ? DeclarationLocator.Attribute(attributed.Network!, cancellation)
            : finding.Argument is { } argument ? DeclarationLocator.Network(attributed, argument, cancellation)
            : DeclarationLocator.ClassIdentifier(attributed, attributed.Network!, cancellation);
    }
}
