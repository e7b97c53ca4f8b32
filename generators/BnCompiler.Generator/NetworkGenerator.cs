using System.Collections.Immutable;
using System.Text;
using BnCompiler.Generator.Declaration;
using BnCompiler.Generator.Emit;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace BnCompiler.Generator;

/// <summary>
/// Emits the source of every class with a network attribute. Only the declaration record goes from one run to the next; it holds
/// no symbol and no location, so that an edit elsewhere compiles nothing again. What is wrong with a declaration, the analyzer says.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class NetworkGenerator : IIncrementalGenerator
{
    internal const string DeclarationsStep = "Declarations";
    internal const string CompiledStep = "Compiled";
    internal const string SourcesStep = "Sources";
    internal const string KernelLibraryStep = "KernelLibrary";
    internal const string HintClashesStep = "HintClashes";
    internal const string HintedSourcesStep = "HintedSources";

    private static readonly Encoding WithoutByteOrderMark = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var declarations = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributedClass.NetworkAttributeName, static (node, _) => node is ClassDeclarationSyntax, static (attributed, cancellation) => Read(attributed, cancellation))
            .SelectMany(static (declaration, _) => declaration is null ? ImmutableArray<NetworkDeclaration>.Empty : [declaration])
            .WithTrackingName(DeclarationsStep);

        var compiled = declarations
            .Select(static (declaration, _) => EmittedNetwork.Of(NetworkCompiler.Compile(declaration)))
            .WithTrackingName(CompiledStep);

        var sources = compiled.Select(static (network, _) => network.Sources).WithTrackingName(SourcesStep);

        var library = compiled
            .SelectMany(static (network, _) => network.Kernels)
            .Collect()
            .Select(static (kernels, _) => KernelLibrary.Write(kernels))
            .WithTrackingName(KernelLibraryStep);

        var clashes = sources
            .SelectMany(static (files, _) => files.Select(file => file.HintName))
            .Collect()
            .Select(static (names, _) => HintNames.Clashes(names))
            .WithTrackingName(HintClashesStep);

        var hinted = sources.Combine(clashes)
            .Select(static (pair, _) => HintNames.MakeUnique(pair.Left, pair.Right))
            .WithTrackingName(HintedSourcesStep);

        context.RegisterSourceOutput(library, static (output, text) =>
        {
            if (text is not null)
            {
                output.AddSource(KernelLibrary.HintName, SourceText.From(text, WithoutByteOrderMark));
            }
        });

        context.RegisterSourceOutput(hinted, static (output, files) =>
        {
            foreach (var file in files)
            {
                output.AddSource(file.HintName, SourceText.From(file.Text, WithoutByteOrderMark));
            }
        });
    }

    private static NetworkDeclaration? Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var attributed = AttributedClass.Of((INamedTypeSymbol)context.TargetSymbol);
        bool isFirstPart = attributed.Network?.ApplicationSyntaxReference is { } network
            && network.SyntaxTree == context.TargetNode.SyntaxTree && context.TargetNode.Span.Contains(network.Span);
        return isFirstPart ? DeclarationReader.Read(attributed, context.SemanticModel.Compilation, cancellation) : null;
    }
}
