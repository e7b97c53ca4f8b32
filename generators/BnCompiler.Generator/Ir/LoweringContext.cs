using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Ir;

/// <summary>
/// Collects the steps of one program while the layers of a graph are lowered, and owns the decisions that need more than one
/// layer: which layout a value has, and whether a gradient is the first one that reaches it.
/// </summary>
/// <param name="graph">The graph behind the passes.</param>
/// <param name="isInference">Whether the program computes with folded constants; otherwise it trains.</param>
/// <param name="passing">Names of values that a worker's samples can have in the same place, one after the other.</param>
internal sealed class LoweringContext(Graph graph, bool isInference, IReadOnlyCollection<string>? passing = null)
{
    private const string ScratchName = "kernelScratch";

    private readonly Dictionary<int, Node> nodes = graph.Nodes.ToDictionary(node => node.Id);

    private readonly ILookup<int, Node> consumers = graph.Nodes
        .SelectMany(node => node.Inputs.Distinct().Select(input => (Input: input, Node: node)))
        .ToLookup(read => read.Input, read => read.Node);

    private readonly Dictionary<int, Value> outputs = [];
    private readonly Dictionary<int, Value> gradients = [];
    private readonly HashSet<int> reached = [];
    private readonly HashSet<int> finished = [];
    private readonly Dictionary<int, bool> needsGradient = [];
    private readonly Dictionary<string, Value> scratch = [];
    private readonly Dictionary<string, Block> blocks = [];
    private readonly HashSet<Block> rearranged = [];
    private readonly Dictionary<ProgramPart, ImmutableArray<Step>.Builder> steps = [];

    public Graph Graph { get; } = graph;

    public bool IsInference { get; } = isInference;

    public List<ConstantRecipe> Recipes { get; } = [];

    public IEnumerable<Block> Blocks => blocks.Values;

    /// <summary>Adds a step of the main part, in order.</summary>
    public void Add(Node node, string formula, Kernel kernel, StepScope scope, params Operand[] operands) =>
        Add(ProgramPart.Main, PassKind.Both, node, formula, kernel, scope, operands);

    /// <summary>Adds a step of the main part that only one kind of forward pass does.</summary>
    public void AddTo(PassKind pass, Node node, string formula, Kernel kernel, StepScope scope, params Operand[] operands) =>
        Add(ProgramPart.Main, pass, node, formula, kernel, scope, operands);

    /// <summary>Adds a step that needs nothing but parameters, and is done before the main part: packing.</summary>
    public void Prepare(Node node, string formula, Kernel kernel, StepScope scope, params Operand[] operands) =>
        Add(ProgramPart.Preparation, PassKind.Both, node, formula, kernel, scope, operands);

    /// <summary>Adds a step that nothing in the main part waits for: what workers have accumulated is put together.</summary>
    public void Complete(Node node, string formula, Kernel kernel, StepScope scope, params Operand[] operands) =>
        Add(ProgramPart.Completion, PassKind.Both, node, formula, kernel, scope, operands);

    /// <summary>The steps of a part that were added since the last call.</summary>
    public ImmutableArray<Step> Take(ProgramPart part)
    {
        if (!steps.TryGetValue(part, out var taken))
        {
            return [];
        }

        steps.Remove(part);
        return taken.ToImmutable();
    }

    public Value Input(Node node, int index = 0) => Output(nodes[node.Inputs[index]]);

    /// <summary>The node's value, laid out as the layers that read it need it.</summary>
    public Value Output(Node node)
    {
        if (!outputs.TryGetValue(node.Id, out var value))
        {
            value = NewValue(NameOf(node, "Output"), OutputLayout(node));
            outputs.Add(node.Id, value);
        }

        return value;
    }

    /// <summary>Makes the node's value another name for one that exists.</summary>
    public void Alias(Node node, Value value) => outputs[node.Id] = value;

    /// <summary>A value that no other layer sees; the same role gives the same value, so that the backward pass finds what the forward pass left.</summary>
    public Value Scratch(Node node, string role, Layout layout)
    {
        string name = NameOf(node, role);
        if (!scratch.TryGetValue(name, out var value))
        {
            value = NewValue(name, layout);
            scratch.Add(name, value);
        }

        return value;
    }

    /// <summary>
    /// Memory that a kernel writes for itself and forgets: for inference in the arena, in training one block for each worker, which all kernels use in turn and which so stays in
    /// its caches.
    /// </summary>
    public Operand KernelScratch(Node node, string role, int length)
    {
        int rounded = Layout.RoundUp(length, Layout.Lanes);
        if (IsInference)
        {
            return new ValueOperand(Scratch(node, role, new Layout(Layout.Lanes, 1, rounded / Layout.Lanes, Layout.Lanes, Halo.None)));
        }

        if (!blocks.TryGetValue(ScratchName, out var block))
        {
            block = new Block(ScratchName, Area.Scratch, rounded);
            blocks.Add(ScratchName, block);
        }

        block.Reserve(rounded);
        return new BlockOperand(block);
    }

    /// <summary>A named block; the same name gives the same block.</summary>
    public Block Block(Node node, string role, Area area, int length)
    {
        string name = NameOf(node, role);
        if (!blocks.TryGetValue(name, out var block))
        {
            block = new Block(name, area, length);
            blocks.Add(name, block);
        }

        return block;
    }

    public Operand Parameter(Node node, string role) => new ParameterOperand(node.Name + "." + role);

    /// <summary>A parameter with one value per channel, or one for all, as the vector of <paramref name="pitch"/> floats that kernels read.</summary>
    public Operand ChannelVector(Node node, string role, int pitch)
    {
        int count = node.Parameters.First(parameter => parameter.Role == role).Length;
        bool isStoredSo = Layout.RoundUp(count, Layout.Lanes) == pitch && count > 1;
        if (!IsInference && isStoredSo)
        {
            return Parameter(node, role);
        }

        string[] sizes = [$"count: {count}", $"pitch: {pitch}"];
        var spread = new RuntimeKernel(
            "ChannelVectors.Spread", [new("parameter"), new("vector", IsOutput: true)], sizes.ToImmutableArray(), TakesRange: false);
        return Rearranged(node, role, pitch, spread);
    }

    /// <summary>A parameter in another order: copied by <c>Fold()</c> for inference, by all workers at the start of a pass in training.</summary>
    public Operand Rearranged(Node node, string role, int length, RuntimeKernel move)
    {
        string name = char.ToUpperInvariant(role[0]) + role.Substring(1) + "Vector";
        var block = Block(node, name, IsInference ? Area.Constants : Area.Shared, length);
        if (!rearranged.Add(block))
        {
            return new BlockOperand(block);
        }

        if (IsInference)
        {
            Recipes.Add(new CopyRecipe(node, role, move, block));
        }
        else
        {
            Prepare(node, role + " in the order of the kernels", move, StepScope.Shares, Parameter(node, role), new BlockOperand(block));
        }

        return new BlockOperand(block);
    }

    public Operand Gradient(Node node, string role) => new ParameterOperand(node.Name + "." + role, Gradient: true);

    /// <summary>The gradient of the node's value. Its layout has the halo that the node's own backward pass reads.</summary>
    public Value OutputGradient(Node node)
    {
        if (!gradients.TryGetValue(node.Id, out var value))
        {
            bool needsHalo = !WritesContiguousGradient(node) && node.Inputs.Any(id => NeedsGradient(nodes[id]));
            var halo = needsHalo ? node.Layer.OutputGradientHalo(node) : Halo.None;
            value = NewValue(NameOf(node, "OutputGradient"), Layout.For(node.Shape, halo));
            gradients.Add(node.Id, value);
        }

        return value;
    }

    /// <summary>
    /// The gradient of an input, to be written by the caller, or null where nothing in front of it learns. The caller adds to it instead of
    /// overwriting where <paramref name="accumulate"/> says that another reader's gradient is there already.
    /// </summary>
    public Value? InputGradient(Node node, out bool accumulate, int index = 0)
    {
        var source = BehindViews(nodes[node.Inputs[index]]);
        accumulate = false;
        if (!NeedsGradient(source))
        {
            return null;
        }

        accumulate = !reached.Add(source.Id);
        return OutputGradient(source);
    }

    /// <summary>
    /// The gradient of an output's value, to be written from what the caller gives, or null where nothing in front of it learns; added to where another output of the
    /// same value came first. The layers that read the value add theirs.
    /// </summary>
    public Value? GradientOfOutput(Node output, out bool accumulate)
    {
        accumulate = false;
        if (!NeedsGradient(output))
        {
            return null;
        }

        accumulate = !reached.Add(output.Id);
        return OutputGradient(output);
    }

    /// <summary>Whether the node, or anything in front of it, has a trainable parameter.</summary>
    public bool NeedsGradient(Node node)
    {
        if (!needsGradient.TryGetValue(node.Id, out bool needed))
        {
            needed = node.Parameters.Any(parameter => parameter.IsTrainable) || node.Inputs.Any(id => NeedsGradient(nodes[id]));
            needsGradient.Add(node.Id, needed);
        }

        return needed;
    }

    /// <summary>Whether a Flatten can stay a view: everything that reads it takes an image as well.</summary>
    public bool CanStayImage(Node flatten) =>
        !Graph.IsOutput(flatten.Id) && flatten.Epilogue.IsEmpty
        && Readers(flatten).All(reader => reader.Consumer.Layer.ReadsFlattenedImage && reader.Index < reader.Consumer.LayerInputs);

    /// <summary>The node whose kernel writes a node's value.</summary>
    public Node Writer(Node node) => node.Layer.IsSideValue ? Writer(nodes[node.Inputs[0]]) : node;

    /// <summary>Throws where a layer was lowered without the operations that passes have moved into its kernel.</summary>
    public void ThrowIfUnfinished(Node node)
    {
        bool hasOperations = !node.Epilogue.IsEmpty || SideValues(node).Any();
        if (hasOperations && !node.Layer.IsSideValue && !finished.Contains(node.Id))
        {
            throw new InvalidOperationException($"{node.Name}: the lowering of {node.Layer.Kind} leaves out its epilogue.");
        }
    }

    /// <summary>The kernel operations of a node's epilogue and of the side values that are made of it, and the operands they add.</summary>
    public (EquatableArray<EpilogueOperation> Operations, Operand[] Operands) Epilogue(Node node)
    {
        finished.Add(node.Id);
        var operations = ImmutableArray.CreateBuilder<EpilogueOperation>();
        var operands = new List<Operand>();
        int addend = node.LayerInputs;
        int pitch = Output(node).Layout.Pitch;
        foreach (var fused in node.Epilogue)
        {
            if (fused.Source.Layer.IsAddition)
            {
                foreach (int _ in Enumerable.Range(0, fused.Addends))
                {
                    var value = Input(node, addend++);
                    operations.Add(new AddOperation(value.Layout));
                    operands.Add(new ValueOperand(value));
                }

                continue;
            }

            if (fused.Source.Layer.Activation is { } activation)
            {
                operations.Add(new ActivationOperation(activation));
                operands.AddRange(activation.Parameter is { } learned ? [ChannelVector(fused.Source, learned.Role, pitch)] : []);
                continue;
            }

            operations.Add(Affine(node, fused.Source, operands));
        }

        foreach (var side in SideValues(node))
        {
            var value = Output(side);
            var (inside, others) = Epilogue(side);
            operations.Add(new SideOperation(inside, value.Layout));
            operands.AddRange([.. others, new ValueOperand(value)]);
        }

        return (operations.ToImmutable(), [.. operands]);
    }

    private AffineOperation Affine(Node node, Node batchNorm, List<Operand> operands)
    {
        bool isPerValue = !batchNorm.Shape.Equals(node.Shape) && node.Shape.Positions > 1;
        var layout = Layout.For(node.Shape);
        int length = isPerValue ? layout.SampleLength : layout.Pitch;
        var scale = Block(batchNorm, "Scale", Area.Constants, length);
        var shift = Block(batchNorm, "Shift", Area.Constants, length);
        Recipes.Add(new AffineRecipe(batchNorm, scale, shift, isPerValue ? layout : null));
        operands.AddRange([new BlockOperand(scale), new BlockOperand(shift)]);
        return new AffineOperation(isPerValue ? layout : null);
    }

    private IEnumerable<Node> SideValues(Node node) => consumers[node.Id].Where(consumer => consumer.Layer.IsSideValue);

    private Value NewValue(string name, Layout layout) =>
        new(name, passing is not null && passing.Contains(name) ? layout with { HoldsOneSample = true } : layout);

    private static string NameOf(Node node, string role) => node.Name + role;

    private void Add(ProgramPart part, PassKind pass, Node node, string formula, Kernel kernel, StepScope scope, Operand[] operands)
    {
        if (operands.Length != kernel.Parameters.Length)
        {
            throw new InvalidOperationException(
                $"{node.Name}: {kernel.GetType().Name} takes {kernel.Parameters.Length} operands, {operands.Length} were given.");
        }

        if (!steps.TryGetValue(part, out var list))
        {
            list = ImmutableArray.CreateBuilder<Step>();
            steps.Add(part, list);
        }

        list.Add(new Step(node.Name, formula, kernel, [.. operands], scope, pass));
    }

    private Node BehindViews(Node node) => node.Layer.IsFlatten && CanStayImage(node) ? BehindViews(nodes[node.Inputs[0]]) : node;

    private Layout OutputLayout(Node node)
    {
        var readers = Readers(node).ToList();
        var halo = readers.Aggregate(Halo.None, (union, reader) => Halo.Union(union, HaloOf(reader.Consumer, reader.Index)));
        bool broadcastOnly = node.Inputs.IsEmpty && node.Epilogue.IsEmpty && !Graph.IsOutput(node.Id)
            && readers.All(reader => reader.Index < reader.Consumer.LayerInputs && reader.Consumer.Layer.BroadcastsInput(reader.Consumer));
        return Layout.For(node.Shape, halo, padded: !broadcastOnly);
    }

    private static Halo HaloOf(Node consumer, int index) =>
        index < consumer.LayerInputs ? consumer.Layer.InputHalo(consumer, index) : Halo.None;

    private IEnumerable<(Node Consumer, int Index)> Readers(Node node) =>
        from consumer in consumers[node.Id]
        from index in Enumerable.Range(0, consumer.Inputs.Length)
        where consumer.Inputs[index] == node.Id
        select (consumer, index);

    private bool WritesContiguousGradient(Node node) =>
        consumers[node.Id].Any(consumer => consumer.Layer.IsFlatten && CanStayImage(consumer));
}

/// <summary>The parts of a program, in the order in which they run.</summary>
internal enum ProgramPart
{
    Preparation,
    Main,
    Completion,
}
