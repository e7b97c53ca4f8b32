using System.Collections.Immutable;

namespace BnCompiler.Generator.Ir;

/// <summary>One call in an emitted program.</summary>
/// <param name="Layer">The layer it is done for, as named in the declaration.</param>
/// <param name="Formula">What it computes, for the comment above the call.</param>
/// <param name="Pass">The forward passes of a trainer that do it.</param>
internal sealed record Step(string Layer, string Formula, Kernel Kernel, ImmutableArray<Operand> Operands, StepScope Scope, PassKind Pass = PassKind.Both)
{
    /// <summary>What the workers that compute a sample together do; null where none do.</summary>
    public StepDivision? Division { get; init; }

    /// <summary>The steps that a <see cref="RowBandKernel"/> does together; empty for all others.</summary>
    public ImmutableArray<Step> Stages { get; init; } = [];

    /// <summary>The steps that it consists of: its stages, or itself.</summary>
    public ImmutableArray<Step> Singly => Stages.IsEmpty ? [this] : Stages;
}

/// <summary>How workers that compute a sample together do a step.</summary>
/// <param name="IsShared">Whether each does a part; otherwise the first does everything.</param>
/// <param name="Waits">Whether it begins when all have done the steps before.</param>
internal sealed record StepDivision(bool IsShared, bool Waits);

/// <summary>The two ways in which a trainer runs its forward program.</summary>
internal enum PassKind
{
    Both,

    /// <summary>With the statistics of the batch.</summary>
    Training,

    /// <summary>With running statistics: what a trainer predicts with.</summary>
    Evaluation,
}

/// <summary>What part of a batch one call of a step works on, and with it where calls may be split between threads.</summary>
internal enum StepScope
{
    /// <summary>Sample by sample; each worker runs it on its own samples, and consecutive steps sample after sample.</summary>
    Sample,

    /// <summary>All samples of the worker in one call: the samples are the rows of its tile.</summary>
    Rows,

    /// <summary>Once, after all workers have finished what came before.</summary>
    Serial,

    /// <summary>After all workers have finished what came before; each does its share, known from its index and their number.</summary>
    Shares,
}

/// <summary>A value in the arena: activations or gradients of one node.</summary>
internal sealed class Value(string name, Layout layout)
{
    /// <summary>Layer and role: <c>conv1Output</c>.</summary>
    public string Name { get; } = name;

    public Layout Layout { get; } = layout;

    public override string ToString() => Name;
}

/// <summary>Where a block of memory lives.</summary>
internal enum Area
{
    /// <summary>Inference: packed, folded weights; immutable.</summary>
    Constants,

    /// <summary>Training: packed weights and per-channel vectors, one for all workers.</summary>
    Shared,

    /// <summary>Training: one per worker, what a worker accumulates in floats; zero at the start of a backward pass.</summary>
    Worker,

    /// <summary>Training: one per worker, what a worker accumulates in doubles; zero at the start of every pass.</summary>
    WorkerDoubles,

    /// <summary>Training: one per worker, what a kernel writes for itself alone and forgets.</summary>
    Scratch,
}

/// <summary>A named block of memory that is no value.</summary>
internal sealed class Block(string name, Area area, int length)
{
    public string Name { get; } = name;

    public Area Area { get; } = area;

    /// <summary>Length in elements.</summary>
    public int Length { get; private set; } = length;

    /// <summary>Makes it long enough for another use.</summary>
    public void Reserve(int least) => Length = Math.Max(Length, least);
}

/// <summary>What is passed for one memory parameter of a kernel.</summary>
internal abstract record Operand;

internal sealed record ValueOperand(Value Value) : Operand;

internal sealed record BlockOperand(Block Block) : Operand;

/// <summary>A stored parameter, or its gradient.</summary>
internal sealed record ParameterOperand(string Name, bool Gradient = false) : Operand;

/// <summary>What the caller passes in or gets, in PyTorch's layout.</summary>
internal sealed record BoundaryOperand(Boundary Boundary, SamplePart Part) : Operand;

internal enum Boundary
{
    Input,
    Output,
    OutputGradient,
}

/// <summary>Nothing: a BatchNorm without γ and β passes no reference for them.</summary>
internal sealed record NullOperand : Operand;
