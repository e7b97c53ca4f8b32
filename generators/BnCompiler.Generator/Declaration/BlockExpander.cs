using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Declaration;

/// <summary>
/// Writes out the blocks of a class: each use becomes its instances, and each instance an entry that begins it and the entries of the block's layers, with the
/// arguments computed for its parameters. A block on its own is expanded the same way, with the defaults of its parameters, to check it.
/// </summary>
internal sealed class BlockExpander
{
    /// <summary>Far more than any network has; it ends expansions that only multiply.</summary>
    public const int MostLayers = 10_000;

    private readonly AttributedClass root;
    private readonly Compilation compilation;
    private readonly CancellationToken cancellation;
    private readonly ProblemSink problems;
    private readonly ImmutableArray<ExpandedLayer>.Builder layers = ImmutableArray.CreateBuilder<ExpandedLayer>();
    private readonly Dictionary<INamedTypeSymbol, AttributedClass> classes = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<(AttributeData Layer, ConstantEvaluator? Constants), LayerDeclaration> read = [];
    private readonly Dictionary<INamedTypeSymbol, BlockExpressions> expressions = new(SymbolEqualityComparer.Default);
    private bool hasErrors;

    private BlockExpander(AttributedClass root, Compilation compilation, CancellationToken cancellation)
    {
        this.root = root;
        this.compilation = compilation;
        this.cancellation = cancellation;
        problems = new ProblemSink(isNetwork: root.Network is not null);
    }

    public static Expansion Expand(AttributedClass root, Compilation compilation, CancellationToken cancellation)
    {
        var expander = new BlockExpander(root, compilation, cancellation);
        expander.Expand();
        return new Expansion(expander.layers.ToImmutable(), expander.problems.Problems, expander.hasErrors);
    }

    private void Expand()
    {
        var defaults = ImmutableDictionary.Create<IFieldSymbol, object?>(SymbolEqualityComparer.Default);
        var block = root.Network is null && root.Block is not null ? new BlockDefinition(root) : null;
        hasErrors = block is { HasErrors: true };
        if (!hasErrors)
        {
            Expand(root, new Frame(block is null ? null : Evaluator(block, defaults), null, LayerDeclaration.Network, [root.Type]));
        }
    }

    private void Expand(AttributedClass attributed, Frame frame)
    {
        foreach (var layer in attributed.Layers)
        {
            cancellation.ThrowIfCancellationRequested();
            if (BlockUse.Of(layer) is { } use)
            {
                Expand(use, frame);
            }
            else if (Read(layer, frame) is { } declaration)
            {
                Add(declaration, layer, frame);
            }
        }
    }

    private void Expand(BlockUse use, Frame frame)
    {
        if (AttributedClass.IsMalformed(use.Attribute) || Definition(use, frame) is not { } block || Read(use.Attribute, frame) is not { } declaration)
        {
            return;
        }

        var values = BlockArguments.Bind(use, block, frame, problems, cancellation);
        if (values is null || Repeat(use, declaration, frame) is not { } count)
        {
            return;
        }

        var evaluator = Evaluator(block, values);
        var blocks = frame.Blocks.Add(block.Type);
        for (int index = 0; index < count; index++)
        {
            if (!Add(use.Instance(declaration, index, count), use.Attribute, frame))
            {
                return;
            }

            Expand(block.Class, new Frame(evaluator, frame.Use ?? use.Attribute, layers.Count - 1, blocks));
        }
    }

    /// <summary>The definition of what a use names, or null after reporting why it cannot be used.</summary>
    private BlockDefinition? Definition(BlockUse use, Frame frame)
    {
        var attributed = use.Type is INamedTypeSymbol named ? ClassOf(named.OriginalDefinition) : null;
        if (attributed?.Block is null)
        {
            Refuse("BN0020", use, frame, DeclarationLocator.Identifier(use.Type), use.Type.Name, "it is not a class with [Block]");
            return null;
        }

        var block = new BlockDefinition(attributed);
        string name = block.Type.Name;
        if (!SymbolEqualityComparer.Default.Equals(block.Type.ContainingAssembly, compilation.Assembly))
        {
            Refuse("BN0020", use, frame, null, name, $"it is compiled in '{block.Type.ContainingAssembly.Name}', and layers are read from source");
        }
        else if (block.HasErrors)
        {
            hasErrors = true;
        }
        else if (frame.Blocks.IndexOf(block.Type, 0, SymbolEqualityComparer.Default) is >= 0 and var start)
        {
            Refuse("BN0021", use, frame, DeclarationLocator.Identifier(use.Type), name, string.Join(" → ", frame.Blocks.Skip(start).Append(block.Type).Select(each => each.Name)));
        }
        else if (attributed.Layers.IsEmpty)
        {
            Refuse("BN0022", use, frame, null, name);
        }
        else if (attributed.Network is not null)
        {
            Refuse("BN0023", use, frame, null, name);
        }
        else if (attributed.Parts.Length > 1)
        {
            Refuse("BN0004", use, frame, null, name);
        }
        else
        {
            return block;
        }

        return null;
    }

    private AttributedClass ClassOf(INamedTypeSymbol type)
    {
        if (!classes.TryGetValue(type, out var known))
        {
            known = AttributedClass.Of(type);
            classes.Add(type, known);
        }

        return known;
    }

    /// <summary>Reports a block that cannot be used. What is wrong with the class of a block alone is reported there by its own check.</summary>
    private void Refuse(string id, BlockUse use, Frame frame, Location? definition, params string[] arguments) =>
        problems.Report(id, frame.UseLocation(cancellation), DeclarationLocator.Attribute(use.Attribute, cancellation), definition, arguments);

    /// <summary>Reads an attribute, once for all instances of a block with the same arguments; what fails is reported for each.</summary>
    private LayerDeclaration? Read(AttributeData layer, Frame frame)
    {
        if (read.TryGetValue((layer, frame.Constants), out var known))
        {
            return known;
        }

        var values = new ArgumentValues(frame, problems, cancellation);
        var declaration = LayerReader.Read(layer, values.Of, cancellation);
        if (values.Failed)
        {
            return null;
        }

        read.Add((layer, frame.Constants), declaration);
        return declaration;
    }

    private int? Repeat(BlockUse use, LayerDeclaration declaration, Frame frame)
    {
        int count = BlockUse.RepeatOf(declaration);
        if (count is >= 1 and <= MostLayers)
        {
            return count;
        }

        var argument = LayerReader.Find(use.Attribute, nameof(Repeat), 0, cancellation)!;
        string[] message = [use.Text, nameof(Repeat), $"{count}", $"1 to {MostLayers}"];
        if (new ArgumentValues(frame, problems, cancellation).IsDependent(argument.Expression))
        {
            problems.ReportValue("BN0011", frame.UseLocation(cancellation), argument.GetLocation(), message);
        }
        else
        {
            problems.Report("BN0011", frame.UseLocation(cancellation), argument.GetLocation(), null, message);
        }

        return null;
    }

    private bool Add(LayerDeclaration declaration, AttributeData attribute, Frame frame)
    {
        if (layers.Count < MostLayers)
        {
            layers.Add(new ExpandedLayer(declaration with { Parent = frame.Parent }, attribute, frame.Use));
            return true;
        }

        problems.ReportValue("BN0026", null, DeclarationLocator.Attribute(frame.Use ?? attribute, cancellation), root.Type.Name, $"{MostLayers}");
        return false;
    }

    private ConstantEvaluator Evaluator(BlockDefinition block, IReadOnlyDictionary<IFieldSymbol, object?> values)
    {
        if (!expressions.TryGetValue(block.Type, out var known))
        {
            known = new BlockExpressions(block, compilation, cancellation);
            expressions.Add(block.Type, known);
        }

        return new ConstantEvaluator(known, values);
    }
}
