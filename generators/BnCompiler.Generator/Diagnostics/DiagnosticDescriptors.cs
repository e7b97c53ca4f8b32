using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace BnCompiler.Generator.Diagnostics;

/// <summary>Every diagnostic: its severity, and the message that a finding's arguments are put into. Each has a page beside this file.</summary>
internal static class DiagnosticDescriptors
{
    /// <summary>Where the pages are, from the root of the repository.</summary>
    public const string Pages = "generators/BnCompiler.Generator/Diagnostics/";

    private const string Category = "BnCompiler";

    public static readonly DiagnosticDescriptor NotPartial = Error(
        "BN0001", "Network class is not partial", "'{0}' must be partial: its network is emitted into another part of it");

    public static readonly DiagnosticDescriptor InputShape = Error(
        "BN0002", "Input shape is missing or invalid", "The input shape {0} is not valid: [Network] takes the features, or channels and length, or channels, height and width, each at least 1");

    public static readonly DiagnosticDescriptor NoNetwork = Error(
        "BN0003", "Layers without a network", "'{0}' has layers but no input: add [Network(channels, height, width)], [Network(channels, length)] or [Network(features)]");

    public static readonly DiagnosticDescriptor SpreadLayers = Error(
        "BN0004", "Layers spread over several partial declarations", "'{0}' has layers on several of its partial declarations, which have no order: write all of them on one");

    public static readonly DiagnosticDescriptor ShapeMismatch = Error(
        "BN0005", "Shape does not fit", "{0} expects {1}, but {2} arrives: {3}");

    public static readonly DiagnosticDescriptor KernelTooLarge = Error(
        "BN0006", "Kernel is larger than its padded input", "{0}: the kernel ({1}) is larger than its padded input ({2})");

    public static readonly DiagnosticDescriptor GroupsDoNotDivide = Error(
        "BN0007", "Groups do not divide the channels", "{0}: {1} groups do not divide {2} input and {3} output channels");

    public static readonly DiagnosticDescriptor LayerName = Error(
        "BN0008", "Layer name is invalid or taken", "The layer name '{0}' {1}");

    public static readonly DiagnosticDescriptor RedundantBias = Create(
        "BN0009", DiagnosticSeverity.Info, "Bias is redundant", "{0}: the bias ({1} parameters) is redundant, {2} subtracts it; it is not stored");

    public static readonly DiagnosticDescriptor OneValuePerChannel = Create(
        "BN0010", DiagnosticSeverity.Warning, "BatchNorm sees one value per channel", "{0} sees one value per channel and sample: a training batch needs at least 2 samples");

    public static readonly DiagnosticDescriptor ParameterOutOfRange = Error(
        "BN0011", "Argument is out of range", "{0}: {1} is {2}, expected {3}");

    public static readonly DiagnosticDescriptor UnsupportedClass = Error(
        "BN0012", "Class cannot be a network", "'{0}' cannot be a network: {1}");

    public static readonly DiagnosticDescriptor NoLayers = Error(
        "BN0013", "Network has no layers", "'{0}' has no layers");

    public static readonly DiagnosticDescriptor TooLarge = Error(
        "BN0014", "Network is too large", "{0} has {1} values, more than a 32-bit offset can address");

    public static readonly DiagnosticDescriptor UnknownInput = Error(
        "BN0015", "Layer reads an unknown value", "{0} reads '{1}', which {2}; it can read {3}");

    public static readonly DiagnosticDescriptor UnreadLayer = Create(
        "BN0016", DiagnosticSeverity.Warning, "Nothing reads the layer", "{0}: nothing reads its value, so it is left out of the network");

    public static readonly DiagnosticDescriptor NotABlock = Error(
        "BN0020", "Block cannot be used", "'{0}' cannot be used as a block: {1}");

    public static readonly DiagnosticDescriptor RecursiveBlock = Error(
        "BN0021", "Block uses itself", "Block '{0}' uses itself: {1}");

    public static readonly DiagnosticDescriptor NoBlockLayers = Error(
        "BN0022", "Block has no layers", "Block '{0}' has no layers");

    public static readonly DiagnosticDescriptor NetworkAndBlock = Error(
        "BN0023", "Class is a network and a block", "'{0}' cannot be a network and a block: make a block of its layers, and use it in a network");

    public static readonly DiagnosticDescriptor BlockArgument = Error(
        "BN0024", "Argument does not fit the block", "{0}: {1}");

    public static readonly DiagnosticDescriptor BlockExpression = Error(
        "BN0025", "Argument inside a block cannot be computed", "The argument '{0}' cannot be computed: {1}");

    public static readonly DiagnosticDescriptor TooManyLayers = Error(
        "BN0026", "Blocks expand to too many layers", "The blocks of '{0}' expand to more than {1} layers");

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        NotPartial, InputShape, NoNetwork, SpreadLayers, ShapeMismatch, KernelTooLarge, GroupsDoNotDivide,
        LayerName, RedundantBias, OneValuePerChannel, ParameterOutOfRange, UnsupportedClass, NoLayers, TooLarge,
        UnknownInput, UnreadLayer,
        NotABlock, RecursiveBlock, NoBlockLayers, NetworkAndBlock, BlockArgument, BlockExpression, TooManyLayers,
    ];

    private static readonly ImmutableDictionary<string, DiagnosticDescriptor> ById = All.ToImmutableDictionary(descriptor => descriptor.Id);

    public static DiagnosticDescriptor Of(string id) => ById[id];

    private static DiagnosticDescriptor Error(string id, string title, string message) => Create(id, DiagnosticSeverity.Error, title, message);

    private static DiagnosticDescriptor Create(string id, DiagnosticSeverity severity, string title, string message) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, helpLinkUri: $"{Pages}{id}.md");
}
